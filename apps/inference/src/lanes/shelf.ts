import { randomUUID } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs';

/** A file system in memory: Linux has it everywhere, in containers too. */
const FOLDER = '/dev/shm';

const MiB = 1024 * 1024;
/** From one place to the next; what is not written to takes no memory. */
const STRIDE = 4 * MiB;
/** More than a lane holds ahead. */
const PLACES = 64;
/** A shelf that has been empty for so long gives its memory back. */
const IDLE_MS = 10_000;

/** Where a picture lies, in bytes. */
export interface Place {
  at: number;
  bytes: number;
}

/**
 * Where pictures lie for one lane: memory that this process writes and the lane reads. Through the channel they would
 * go in pieces of what a socket holds, and each piece waits until the lane is done with a picture and reads.
 */
export class Shelf {
  /** For the lane to inherit: it cannot write. */
  readonly lanesEnd: number;
  readonly #fd: number;
  readonly #taken = new Set<number>();
  #idle: NodeJS.Timeout | undefined;
  #handedOver = false;
  #closed = false;

  private constructor(fd: number, lanesEnd: number) {
    this.#fd = fd;
    this.lanesEnd = lanesEnd;
  }

  /** @returns undefined on a machine that has no such memory: pictures go through the channel there. */
  static open(folder = FOLDER): Shelf | undefined {
    const path = `${folder}/easel-${randomUUID()}`;
    const opened: number[] = [];
    try {
      const fd = openSync(path, 'wx+', 0o600);
      opened.push(fd);
      try {
        return new Shelf(fd, openSync(path, 'r'));
      } finally {
        unlinkSync(path); // gone with the last process that has it open, however that ends
      }
    } catch {
      for (const fd of opened) closeSync(fd);
      return undefined;
    }
  }

  /** @returns undefined when there is no room for it. */
  put(picture: Uint8Array): Place | undefined {
    const bytes = picture.length;
    const at = this.#freePlace();
    if (bytes > STRIDE || at === undefined) return undefined;
    try {
      if (writeSync(this.#fd, picture, 0, bytes, at) < bytes) return undefined;
    } catch {
      return undefined; // the machine's, or the container's, is full
    }
    this.#taken.add(at);
    return { at, bytes };
  }

  /** Once the lane has answered: it will not look at the picture again. */
  free({ at }: Place): void {
    this.#taken.delete(at);
    if (this.#taken.size > 0 || this.#closed) return;
    this.#idle ??= setTimeout(() => {
      this.#idle = undefined;
      if (this.#taken.size === 0) ftruncateSync(this.#fd, 0);
    }, IDLE_MS).unref();
  }

  /** The lane has its end, or never will. */
  handOver(): void {
    if (this.#handedOver) return;
    this.#handedOver = true;
    closeSync(this.lanesEnd);
  }

  /** Twice does no harm: its number may be another file's by then. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#idle);
    this.handOver();
    closeSync(this.#fd);
  }

  /** The first one, since that has memory already. */
  #freePlace(): number | undefined {
    for (let place = 0; place < PLACES; place += 1)
      if (!this.#taken.has(place * STRIDE)) return place * STRIDE;
    return undefined;
  }
}
