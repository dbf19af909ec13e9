import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Batch, BatchStore } from '@easel/jobs';
import type { Logger } from '@easel/platform';

const DAY_MS = 86_400_000;

export interface Keeping {
  /** How many days after its end a batch is taken away. */
  days: number;
  /** Whether uploaded pictures stay until then. */
  pictures: boolean;
}

/** What goes, and when: uploaded pictures after the end, the batch some days later, what was never finished after one. */
export class Retention {
  readonly #store: BatchStore;
  readonly #keeping: Keeping;
  readonly #log: Logger;

  constructor(store: BatchStore, keeping: Keeping, log: Logger) {
    this.#store = store;
    this.#keeping = keeping;
    this.#log = log;
  }

  /** Takes the uploaded pictures of a batch away that has ended. */
  async retire({ id, folder }: Batch): Promise<void> {
    if (this.#keeping.pictures) return;
    try {
      for (const name of ['pictures', 'upload'])
        await rm(join(folder, name), { recursive: true, force: true });
    } catch (err) {
      this.#log.warn({ err, batch: id }, 'the pictures of a batch could not be taken away');
    }
  }

  /** Looks through all of them. What was interrupted is finished by the next time. */
  async sweep(now = Date.now()): Promise<void> {
    const names = await readdir(this.#store.folder).catch(() => []);
    for (const name of names)
      await this.#sweepOne(name, now).catch((err: unknown) =>
        this.#log.warn({ err, batch: name }, 'a batch could not be looked after'),
      );
  }

  async #sweepOne(name: string, now: number): Promise<void> {
    const folder = join(this.#store.folder, name);
    if (name.endsWith('.removed')) return rm(folder, { recursive: true, force: true });
    const batch = this.#store.open(name);
    if (batch?.end) {
      if (now - batch.end.atMs < this.#keeping.days * DAY_MS) return this.retire(batch);
      await this.#store.remove(name);
      this.#log.info({ batch: name }, 'a batch was taken away: its time is over');
    } else if (!batch && now - (await touched(folder)) > DAY_MS) {
      await this.#store.remove(name);
      this.#log.info({ batch: name }, 'a batch was taken away that was never finished being made');
    }
  }
}

/** When something was last put into a folder or its own folders and files, milliseconds since 1970. */
async function touched(folder: string): Promise<number> {
  const names = await readdir(folder);
  const paths = [folder, ...names.map((name) => join(folder, name))];
  const times = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs));
  return Math.max(...times);
}
