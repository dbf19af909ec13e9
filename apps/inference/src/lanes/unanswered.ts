import type { Rank, ReleaseKey } from './protocol.js';

/** How many requests of each release have no answer yet, those at work included. */
export class Unanswered {
  readonly #counts: Record<Rank, Map<ReleaseKey, number>> = {
    live: new Map(),
    background: new Map(),
  };
  #watchers: (() => void)[] = [];

  /** Those that somebody waits for. */
  get live(): ReadonlyMap<ReleaseKey, number> {
    return this.#counts.live;
  }

  /** Counts one until it is disposed of. */
  enter({ key, rank }: { key: ReleaseKey; rank: Rank }): Disposable {
    const counts = this.#counts[rank];
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return {
      [Symbol.dispose]: () => {
        const left = (counts.get(key) ?? 0) - 1;
        if (left > 0) counts.set(key, left);
        else counts.delete(key);
        const watchers = this.#watchers;
        this.#watchers = [];
        for (const watcher of watchers) watcher();
      },
    };
  }

  async whenNoneOf(key: ReleaseKey): Promise<void> {
    while (this.#maps.some((counts) => counts.has(key))) await this.#change();
  }

  async whenNone(): Promise<void> {
    while (this.#maps.some((counts) => counts.size > 0)) await this.#change();
  }

  get #maps(): Map<ReleaseKey, number>[] {
    return Object.values(this.#counts);
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#watchers.push(resolve));
  }
}
