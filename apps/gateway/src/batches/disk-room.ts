import { statfs } from 'node:fs/promises';
import { HttpProblem } from '../http/http-problem.js';

const MiB = 1024 * 1024;
/** What batches leave for everything else that writes: the licence's clock, logs, results. */
const RESERVE = 1024 * MiB;

/** Keeps batches from filling the disk, on which Easel keeps the rest of what it has too. */
export class DiskRoom {
  readonly #folder: string;
  readonly #reserve: number;

  /** @param folder on that disk. @param reserve bytes that stay free. */
  constructor(folder: string, reserve = RESERVE) {
    this.#folder = folder;
    this.#reserve = reserve;
  }

  /** @throws HttpProblem 507 where `bytes` more would not leave the reserve. */
  async require(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.#folder);
    const free = bavail * bsize;
    if (free - bytes < this.#reserve)
      throw new HttpProblem(
        507,
        `the disk has ${mib(free)} MiB left, and ${mib(this.#reserve)} of them are kept free`,
      );
  }
}

const mib = (bytes: number) => Math.floor(bytes / MiB);

/** What the file system says of a full disk, as a problem; anything else as it came. */
export function explainFull(thrown: unknown): unknown {
  const { code } = thrown as NodeJS.ErrnoException;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return full ? new HttpProblem(507, 'the disk is full', { cause: thrown }) : thrown;
}

/** Asks for room now and then: to ask for each file would take as long as writing it. */
export class Written {
  #unasked = 0;
  readonly #room: DiskRoom;

  constructor(room: DiskRoom) {
    this.#room = room;
  }

  async add(bytes: number): Promise<void> {
    this.#unasked += bytes;
    if (this.#unasked < 64 * MiB) return;
    this.#unasked = 0;
    await this.#room.require(0);
  }
}
