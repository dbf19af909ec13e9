import { EaselError } from '@easel/errors';
import type { Classified } from '../classifier.js';
import { monotonicMs, type Rank, type ReleaseKey } from './protocol.js';
import { Unanswered } from './unanswered.js';

/** One picture to classify. */
export interface Work {
  key: ReleaseKey;
  image: Uint8Array;
  topNum: number;
  rank: Rank;
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

const never = (): Record<GivenUp, number> => ({ deadline: 0, gone: 0, poison: 0 });

/** Work by rank, in the order in which it came; what outlived its deadline or its caller is never handed out. */
export class WorkQueue {
  readonly #waiting: Record<Rank, Entry[]> = { live: [], background: [] };
  readonly #suspects: Entry[] = [];
  readonly unanswered = new Unanswered();
  /** How often, by why. */
  readonly givenUp: Record<Rank, Record<GivenUp, number>> = { live: never(), background: never() };

  /** The release of the next request that must be tried alone. */
  get suspected(): ReleaseKey | undefined {
    return this.#suspects[0]?.work.key;
  }

  /** @param added called once the work is in the queue */
  async add(work: Work, added: () => void): Promise<Worked> {
    work.signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Worked>();
    const waiting = this.#waiting[work.rank];
    const entry: Entry = { work, came: monotonicMs(), suspect: false, resolve, reject };
    const gone = () => {
      const place = waiting.indexOf(entry);
      if (place >= 0) waiting.splice(place, 1);
      this.givenUp[work.rank].gone += 1;
      reject(EaselError.unavailable('nobody waits for the answer any more', 1));
    };
    work.signal?.addEventListener('abort', gone, { once: true });
    using _unanswered = this.unanswered.enter(work);
    waiting.push(entry);
    added();
    try {
      return await promise;
    } finally {
      work.signal?.removeEventListener('abort', gone);
    }
  }

  /**
   * The next one for a lane: the first that it is `able` to do, if it has `room` for that one. Those behind wait with it:
   * where a lane holds fewer of one release than of another, the other's would pass it for ever. Of a batch only while no
   * other waits, whoever could do that.
   */
  take(able: (work: Work) => boolean, room: (work: Work) => boolean): Entry | undefined {
    const { live, background } = this.#waiting;
    const next = this.#first(live, able, room);
    if (!next && live.length === 0) return this.#first(background, able, room);
    this.#giveUpLate(background);
    return next;
  }

  /** Puts back what was handed out: its lane died, and it is not to blame. */
  putBack(entry: Entry): void {
    (entry.suspect ? this.#suspects : this.#waiting[entry.work.rank]).unshift(entry);
  }

  addSuspect(entry: Entry): void {
    this.#suspects.push({ ...entry, suspect: true });
  }

  takeSuspect(able: (work: Work) => boolean): Entry | undefined {
    return this.#first(this.#suspects, able, () => true);
  }

  refuse(key: ReleaseKey, error: Error): void {
    for (const entries of [...Object.values(this.#waiting), this.#suspects])
      for (const entry of entries.filter(({ work }) => work.key === key)) {
        entries.splice(entries.indexOf(entry), 1);
        entry.reject(error);
      }
  }

  #first(
    entries: Entry[],
    able: (work: Work) => boolean,
    room: (work: Work) => boolean,
  ): Entry | undefined {
    const now = monotonicMs();
    for (let place = 0; ;) {
      const entry = entries[place];
      if (!entry) return undefined;
      const { signal, due } = entry.work;
      const late = now > due;
      if (!signal?.aborted && !late) {
        if (!able(entry.work)) {
          place += 1;
          continue;
        }
        if (!room(entry.work)) return undefined;
      }
      entries.splice(place, 1);
      if (signal?.aborted) continue; // answered when it was aborted
      if (!late) return entry;
      this.#tooLate(entry);
    }
  }

  /** Those that are not looked at because others go first: whoever sent them is to hear it in time. */
  #giveUpLate(entries: Entry[]): void {
    const now = monotonicMs();
    for (const entry of entries.filter(({ work }) => now > work.due)) {
      entries.splice(entries.indexOf(entry), 1);
      this.#tooLate(entry);
    }
  }

  #tooLate({ work, reject }: Entry): void {
    this.givenUp[work.rank].deadline += 1;
    reject(EaselError.unavailable('the deadline passed in the queue', 1));
  }
}
