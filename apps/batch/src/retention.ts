import { readdir, rm } from 'node:fs/promises';
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
      await this.#trying(name, () =>
        name.endsWith('.removed')
          ? rm(join(this.#store.folder, name), { recursive: true, force: true })
          : this.#sweepOne(name, now),
      );
    for (const [id, touchedMs] of await this.#store.unmade())
      if (now - touchedMs > DAY_MS) await this.#trying(id, () => this.#take(id, 'it is none'));
    await this.#trying('keys', () => this.#store.keys.sweep(now - DAY_MS));
  }

  async #sweepOne(name: string, now: number): Promise<void> {
    const batch = this.#store.open(name);
    if (!batch?.end) return;
    if (now - batch.end.atMs < this.#keeping.days * DAY_MS) return this.retire(batch);
    await this.#take(name, 'its time is over');
  }

  async #take(id: string, why: string): Promise<void> {
    await this.#store.remove(id);
    this.#log.info({ batch: id }, `a batch was taken away: ${why}`);
  }

  async #trying(name: string, work: () => Promise<void>): Promise<void> {
    await work().catch((err: unknown) =>
      this.#log.warn({ err, batch: name }, 'a batch could not be looked after'),
    );
  }
}
