/**
 * The pieces of a body, put together. Where its length is known, they are copied as they come: pieces that wait for the
 * last one outlive V8's young generation, and megabytes of them make it mark all there is.
 */
export class Gathered {
  readonly #length: number;
  #whole: Buffer | undefined;
  #pieces: Buffer[] = [];
  #bytes = 0;

  /** @param length bytes; NaN where only the end will tell */
  constructor(length: number) {
    this.#length = length;
  }

  /** The body is never longer than was announced: Node sees to it. */
  add(piece: Buffer): void {
    if (piece.length < this.#length) {
      this.#whole ??= Buffer.allocUnsafeSlow(this.#length); // takes no memory until it is written to
      piece.copy(this.#whole, this.#bytes);
    } else this.#pieces.push(piece);
    this.#bytes += piece.length;
  }

  whole(): Buffer {
    if (this.#whole) return this.#whole.subarray(0, this.#bytes);
    const [first] = this.#pieces;
    return first && this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces, this.#bytes);
  }
}
