import { readSync } from 'node:fs';
import type { Place } from './shelf.js';

/** As many as a lane looks at at once: one in the model, and one that waits for it. */
const KEPT = 2;

/**
 * The lane's end of its shelf. A picture is read into memory that held one before: new memory is zeroed by the kernel, a
 * page at a time, and makes V8 collect.
 */
export class LanesEnd {
  readonly #fd: number;
  readonly #spare: Buffer[] = [];

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** What lies at a place, until it is disposed of. */
  take({ at, bytes }: Place): { picture: Buffer } & Disposable {
    const found = this.#spare.findIndex(({ length }) => length >= bytes);
    const memory = this.#spare.splice(found, found < 0 ? 0 : 1)[0] ?? Buffer.allocUnsafeSlow(bytes);
    const picture = memory.subarray(0, bytes);
    if (readSync(this.#fd, picture, 0, bytes, at) < bytes)
      throw new Error(`the shelf holds less than ${bytes} bytes at ${at}`);
    return {
      picture,
      [Symbol.dispose]: () => {
        this.#spare.push(memory);
        if (this.#spare.length > KEPT) this.#spare.shift();
      },
    };
  }
}
