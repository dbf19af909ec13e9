import type { FileHandle } from 'node:fs/promises';
import { RandomAccessReader } from 'yauzl';

const windowBytes = 2 ** 14;

/**
 * Lets yauzl read from a handle that stays ours, a window at a time: it asks for a directory of a million entries in
 * two million pieces.
 */
export class ZipReader extends RandomAccessReader {
  #window = Buffer.alloc(0);
  #at = 0;

  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    super();
    this.#file = file;
  }

  // yauzl's signature.
  // eslint-disable-next-line @typescript-eslint/max-params
  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.#seek(position, length).then((start) => {
      callback(null, this.#window.copy(buffer, offset, start, start + length));
    }, callback);
  }

  /** Where `position` is in the window, once `length` bytes from there are in it, or all that the file has. */
  async #seek(position: number, length: number): Promise<number> {
    const start = position - this.#at;
    if (start >= 0 && start + length <= this.#window.length) return start;
    const window = Buffer.allocUnsafe(Math.max(length, windowBytes));
    const { bytesRead } = await this.#file.read(window, 0, window.length, position);
    this.#window = window.subarray(0, bytesRead);
    this.#at = position;
    return 0;
  }
}
