import { EaselError } from '@easel/errors';
import type { Classified } from '../classifier.js';
import { monotonicMs, type ReleaseKey } from './protocol.js';

/** One picture to classify. */
export interface Work {
  key: ReleaseKey;
  image: Uint8Array;
  topNum: number;
  /** When nobody needs the answer any more, on `monotonicMs`. */
  due: number;
  logId: number;
  /** Aborted when the caller has gone. */
  signal?: AbortSignal;
}

/** What a lane made of it, and the lane's process. */
export type Worked = Classified & { lane: number | undefined };

/** Work on its way to an answer. */
export interface Entry {
  work: Work;
  /** When it came, on `monotonicMs`. */
  came: number;
  /** Its first lane died; it is tried once more, alone. */
  suspect: boolean;
  resolve: (worked: Worked) => void;
  reject: (error: Error) => void;
}

/** Why work was given up: past its deadline, nobody waits for it any more, or it has killed lanes. */
export type GivenUp = 'deadline' | 'gone' | 'poison';

/** Work in the order in which it came; what outlived its deadline or its caller is never handed out. */
export class WorkQueue {
  readonly #waiting: Entry[] = [];
  readonly #suspects: Entry[] = [];
  /** How many requests of each release have no answer yet, running ones included. */
  readonly #unanswered = new Map<ReleaseKey, number>();
  #watchers: (() => void)[] = [];
  /** How often, by why. */
  readonly givenUp: Record<GivenUp, number> = { deadline: 0, gone: 0, poison: 0 };

  get unanswered(): ReadonlyMap<ReleaseKey, number> {
    return this.#unanswered;
  }

  /** The release of the next request that must be tried alone. */
  get suspected(): ReleaseKey | undefined {
    return this.#suspects[0]?.work.key;
  }

  /** @param added called once the work is in the queue */
  async add(work: Work, added: () => void): Promise<Worked> {
    work.signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Worked>();
    const entry: Entry = { work, came: monotonicMs(), suspect: false, resolve, reject };
    const gone = () => {
      const place = this.#waiting.indexOf(entry);
      if (place >= 0) this.#waiting.splice(place, 1);
      this.givenUp.gone += 1;
      reject(EaselError.unavailable('nobody waits for the answer any more', 1));
    };
    work.signal?.addEventListener('abort', gone, { once: true });
    this.#count(work.key, 1);
    this.#waiting.push(entry);
    added();
    try {
      return await promise;
    } finally {
      work.signal?.removeEventListener('abort', gone);
      this.#count(work.key, -1);
      const watchers = this.#watchers;
      this.#watchers = [];
      for (const watcher of watchers) watcher();
    }
  }

  /**
   * The next one for a lane: the first that it is `able` to do, if it has `room` for that one. Those behind wait with it:
   * where a lane holds fewer of one release than of another, the other's would pass it for ever.
   */
  take(able: (key: ReleaseKey) => boolean, room: (key: ReleaseKey) => boolean): Entry | undefined {
    return this.#first(this.#waiting, able, room);
  }

  /** Puts back what was handed out: its lane died, and it is not to blame. */
  putBack(entry: Entry): void {
    (entry.suspect ? this.#suspects : this.#waiting).unshift(entry);
  }

  addSuspect(entry: Entry): void {
    this.#suspects.push({ ...entry, suspect: true });
  }

  takeSuspect(able: (key: ReleaseKey) => boolean): Entry | undefined {
    return this.#first(this.#suspects, able, () => true);
  }

  refuse(key: ReleaseKey, error: Error): void {
    for (const entries of [this.#waiting, this.#suspects])
      for (const entry of entries.filter(({ work }) => work.key === key)) {
        entries.splice(entries.indexOf(entry), 1);
        entry.reject(error);
      }
  }

  async whenNoneOf(key: ReleaseKey): Promise<void> {
    while (this.#unanswered.has(key)) await this.#change();
  }

  async whenNone(): Promise<void> {
    while (this.#unanswered.size > 0) await this.#change();
  }

  #first(
    entries: Entry[],
    able: (key: ReleaseKey) => boolean,
    room: (key: ReleaseKey) => boolean,
  ): Entry | undefined {
    const now = monotonicMs();
    for (let place = 0; ;) {
      const entry = entries[place];
      if (!entry) return undefined;
      const { key, signal, due } = entry.work;
      const late = now > due;
      if (!signal?.aborted && !late) {
        if (!able(key)) {
          place += 1;
          continue;
        }
        if (!room(key)) return undefined;
      }
      entries.splice(place, 1);
      if (signal?.aborted) continue; // answered when it was aborted
      if (!late) return entry;
      this.givenUp.deadline += 1;
      entry.reject(EaselError.unavailable('the deadline passed in the queue', 1));
    }
  }

  #count(key: ReleaseKey, change: 1 | -1): void {
    const count = (this.#unanswered.get(key) ?? 0) + change;
    if (count > 0) this.#unanswered.set(key, count);
    else this.#unanswered.delete(key);
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#watchers.push(resolve));
  }
}
