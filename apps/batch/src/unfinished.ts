import type { Batch, BatchStore } from '@easel/jobs';
import type { Logger } from '@easel/platform';

/** The batches that are still to be done, looked for every few seconds: what has ended once is not read again. */
export class Unfinished {
  readonly #store: BatchStore;
  readonly #log: Logger;
  #ended = new Set<string>();
  #unreadable = new Set<string>();
  /** Of each batch, the first chunk that may lack results. */
  readonly #from = new Map<string, number>();

  constructor(store: BatchStore, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** Oldest first. One that cannot be read costs itself alone. */
  async list(): Promise<Batch[]> {
    const ids = (await this.#store.ids()).reverse();
    const ended = new Set<string>();
    const unreadable = new Set<string>();
    const found: Batch[] = [];
    for (const id of ids) {
      try {
        const batch = this.#ended.has(id) ? undefined : this.#store.open(id);
        if (this.#ended.has(id) || batch?.end) ended.add(id);
        else if (batch) found.push(batch);
      } catch (err) {
        unreadable.add(id);
        if (!this.#unreadable.has(id)) this.#log.error({ err, batch: id }, 'a batch is unreadable');
      }
    }
    this.#ended = ended;
    this.#unreadable = unreadable;
    const there = new Set(found.map(({ id }) => id));
    for (const id of this.#from.keys()) if (!there.has(id)) this.#from.delete(id);
    return found;
  }

  /** The next chunks without results, at most so many. */
  missing(batch: Batch, most: number): number[] {
    const missing: number[] = [];
    const from = this.#from.get(batch.id) ?? 0;
    for (let chunk = from; chunk < batch.chunks && missing.length < most; chunk += 1)
      if (!batch.hasResults(chunk)) missing.push(chunk);
    this.#from.set(batch.id, missing[0] ?? batch.chunks);
    return missing;
  }
}
