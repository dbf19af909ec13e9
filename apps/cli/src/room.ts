import { existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Refusal } from '@easel/contract';
import { exits } from './exits.js';
import { Failure } from './failure.js';
import { messages } from './messages.js';

/** The disk that a folder is on, and what a command needs there. The one place that words a full disk. */
export class Room {
  readonly #folder: string;
  readonly #needs: number | undefined;

  /** @param needs in bytes; undefined where nobody can say. */
  constructor(folder: string, needs?: number) {
    this.#folder = resolve(folder);
    this.#needs = needs;
  }

  /** @throws Failure where there is less, before anything was written. */
  require(): void {
    if (freeAt(this.#folder) < (this.#needs ?? 0)) throw this.#full();
  }

  /** Does what needs it. @throws Failure where a disk takes no more on the way, whoever of ours wrote to it. */
  async within<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.explain(error);
    }
  }

  /** A full disk in an operator's words; anything else as it came. */
  explain(error: unknown): unknown {
    return isFull(error) ? this.#full({ cause: error }) : error;
  }

  #full(options?: ErrorOptions): Failure {
    const words = messages.diskFull(this.#folder, freeAt(this.#folder), this.#needs);
    return new Failure(exits.refused, words, options);
  }
}

/** Why a file could not be written, to whoever asked for it under this name. */
export function unwritten(file: string, cause: unknown): Failure {
  const { code = 'unknown', path = file } = cause as NodeJS.ErrnoException;
  const told = new Room(dirname(path)).explain(cause);
  if (told instanceof Failure) return told;
  return new Failure(exits.refused, messages.cannotWrite(file, code), { cause });
}

/** Whether the file system took no more, ours or that of inference, which says so by its code. */
export function isFull(error: unknown): boolean {
  if (error instanceof Failure)
    return error.cause instanceof Refusal && /\((?:ENOSPC|EDQUOT)\)/.test(error.cause.message);
  const { code, cause } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return true;
  return cause !== undefined && isFull(cause);
}

/** Bytes, as anybody but root may have them. @param folder or the nearest above it that is there. */
function freeAt(folder: string): number {
  let there = folder;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  const { bavail, bsize } = statfsSync(there);
  return bavail * bsize;
}
