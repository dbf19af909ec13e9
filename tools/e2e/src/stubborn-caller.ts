import { setTimeout as sleep } from 'node:timers/promises';
import { BatchClient, Refusal, type BatchRow, type BatchStatus } from '@easel/contract';
import { demo, type TestSite } from './test-site.js';

const AGAIN_MS = 100;

/** Asks each time another gateway, until it is answered, as a client behind a balancer does. */
export class StubbornCaller {
  readonly #site: TestSite;
  #next = 0;

  constructor(site: TestSite) {
    this.#site = site;
  }

  /** A batch of what `archive` makes, anew for each try; one batch however many tries it takes. */
  create(archive: () => ReadableStream<Uint8Array>, key: string): Promise<BatchStatus> {
    return this.#persist((client) => client.create(archive(), { key, top_num: 1 }));
  }

  /** How it ended, as events tell. */
  ended(id: string): Promise<BatchStatus> {
    return this.#persist(async (client) => {
      for await (const status of client.events(id)) if (status.ended_at !== null) return status;
      throw new TypeError('the gateway let go');
    });
  }

  /** Pictures that are done, once these are more than `done`. */
  moved(id: string, done: number): Promise<number> {
    return this.#persist(async (client) => {
      for await (const status of client.events(id)) if (status.done > done) return status.done;
      throw new TypeError('the gateway let go');
    });
  }

  /** All rows, once that is all there will be. */
  results(id: string): Promise<BatchRow[]> {
    return this.#persist(async (client) => {
      const { complete, rows } = await client.results(id);
      if (!complete) throw new TypeError('there is more to come');
      const all: BatchRow[] = [];
      for await (const row of rows) all.push(row);
      return all;
    });
  }

  /** Ids of all batches that there are. */
  ids(): Promise<string[]> {
    return this.#persist(async (client) => (await client.list()).batches.map(({ id }) => id));
  }

  async #persist<T>(ask: (client: BatchClient) => Promise<T>): Promise<T> {
    const gateways = this.#site.processes('gateway');
    for (;;) {
      this.#next += 1;
      const gateway = gateways[this.#next % gateways.length] ?? 'gateway';
      try {
        return await ask(new BatchClient(this.#site.urlOf(gateway), demo));
      } catch (error) {
        // What is out of reach, broke off, or is not ready: whatever else is said is meant.
        const passes = error instanceof Refusal ? error.status === 503 : isBroken(error);
        if (!passes) throw error;
      }
      await sleep(AGAIN_MS);
    }
  }
}

const isBroken = (error: unknown) => error instanceof TypeError;
