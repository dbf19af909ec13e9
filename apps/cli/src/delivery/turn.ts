import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { messages } from '../messages.js';
import type { Ground } from './ground.js';

/** Nobody but root may open it, and so nobody else can hold it: a name in the network would be anybody's. */
const FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW;

/**
 * One command at a time changes a work folder: another would take back what the first is about to finish. Held as a lock
 * on a file that stays, which the kernel gives back when its holder is killed. Whoever comes second waits.
 */
export class Turn implements AsyncDisposable {
  readonly #held: FileHandle;

  private constructor(held: FileHandle) {
    this.#held = held;
  }

  /** Of a work folder that is there. */
  static async take({ work, terminal }: Pick<Ground, 'work' | 'terminal'>): Promise<Turn> {
    const file = await open(join(work.path, '.turn'), FLAGS, 0o600);
    try {
      if (!(await lock(file, '--nonblock'))) {
        terminal.note(messages.waitsForTurn);
        await lock(file);
      }
      return new Turn(file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#held.close();
  }
}

/** What `flock` ends with where another has it. */
const TAKEN = 1;

/**
 * Node cannot lock a file. What `flock` locks is the open file that it is given, which is this process's own and stays
 * locked after it; nobody else is given it.
 * @returns whether it is held now.
 */
async function lock(file: FileHandle, ...how: string[]): Promise<boolean> {
  const child = spawn('flock', ['--exclusive', ...how, '3'], {
    stdio: ['ignore', 'ignore', 'inherit', file.fd],
  });
  const [status] = (await once(child, 'close')) as [number | null];
  if (status === 0) return true;
  if (status === TAKEN && how.length > 0) return false;
  throw new Error(`flock ended with ${status ?? 'a signal'}`);
}
