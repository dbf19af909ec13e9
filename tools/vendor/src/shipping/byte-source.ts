/** Bytes that come in pieces, taken in the sizes that the reader needs. */
export class ByteSource {
  readonly #pieces: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(pieces: AsyncIterable<Buffer>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** The next bytes, left where they are; fewer than `length` only at the end. */
  async peek(length: number): Promise<Buffer> {
    while (this.#rest.length < length) {
      const next = await this.#pieces.next();
      if (next.done) break;
      this.#rest = Buffer.concat([this.#rest, next.value]);
    }
    return this.#rest.subarray(0, length);
  }

  /** The next `length` bytes, piece by piece; all of them unless told. */
  async *take(length = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
    let left = length;
    while (left > 0 && (await this.peek(1)).length > 0) {
      const piece = this.#rest.subarray(0, Math.min(left, this.#rest.length));
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  /** Passes over the next `length` bytes; over all of them unless told. */
  async skip(length?: number): Promise<void> {
    const pieces = this.take(length);
    while (!(await pieces.next()).done);
  }

  /** Gives up whatever makes the pieces. */
  async end(): Promise<void> {
    await this.#pieces.return?.();
  }
}
