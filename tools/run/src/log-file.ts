import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/** A log of bounded size: when it is full it is put aside as `.1`, in the place of the one before. */
export class LogFile {
  readonly #path: string;
  readonly #most: number;
  #fd: number;
  #size: number;

  constructor(path: string, most = 50 * 2 ** 20) {
    this.#path = path;
    this.#most = most;
    this.#fd = openSync(path, 'a', 0o600);
    this.#size = fstatSync(this.#fd).size;
  }

  /** A full disk loses lines, since it must not stop a service that still answers. */
  write(chunk: Buffer): void {
    try {
      if (this.#size + chunk.length > this.#most) this.#putAside();
      this.#size += writeSync(this.#fd, chunk);
    } catch {
      // Nobody is left to tell.
    }
  }

  close(): void {
    closeSync(this.#fd);
  }

  #putAside(): void {
    renameSync(this.#path, `${this.#path}.1`);
    closeSync(this.#fd);
    this.#fd = openSync(this.#path, 'a', 0o600);
    this.#size = 0;
  }
}
