import { EaselError } from '@easel/errors';
import type { Logger } from '@easel/platform';
import { LaneDied } from './death.js';
import type { LaneProcess } from './lane-process.js';
import { Poison } from './poison.js';
import { monotonicMs, type Rank, type ReleaseKey } from './protocol.js';
import { WorkQueue, type Entry, type GivenUp, type Work, type Worked } from './work-queue.js';

/** A lane as whoever feeds it sees it. */
export interface Lane {
  process: LaneProcess;
  /** Pictures that it holds, of each rank. */
  holds: Record<Rank, number>;
  /** Holds a request whose first lane died, and nothing else. */
  alone: boolean;
  /** Has loaded what it is to have. */
  ready: boolean;
  loaded: ReadonlySet<ReleaseKey>;
}

/**
 * What a lane holds ahead, so that it never waits for its next picture: some milliseconds of work, but two pictures at
 * least. What waits in a lane cannot go to another that is done sooner.
 */
const AHEAD = { ms: 8, least: 2, most: 8 };

/** Of a batch, with models that take one picture at a time: enough that a lane never waits for the next. */
const BACKGROUND_AHEAD = 2;

/** How long a lane may take over a picture before it counts as stuck, from the deadline on. */
const STUCK_MS = 30_000;

interface FeederOptions {
  /** Those that are there now. */
  lanes: () => readonly Lane[];
  /** Pictures that a lane runs at once at most. */
  batch: (key: ReleaseKey) => number;
  log: Logger;
  stuckMs?: number | undefined;
}

/** Hands work to the lanes, and what a lane held when it died to another. */
export class Feeder {
  readonly #options: FeederOptions;
  readonly #queue = new WorkQueue();
  readonly #poison = new Poison();
  #stopping = false;
  /** Milliseconds that a picture of each release took lately. */
  readonly #workMs = new Map<ReleaseKey, number>();

  constructor(options: FeederOptions) {
    this.#options = options;
  }

  /**
   * Milliseconds until a request that comes now would be begun: what is there, by the lanes that can do it. Pictures of
   * a batch come after it.
   */
  expectedWaitMs(): number {
    const lanes = this.#options.lanes().filter(isFit);
    let wait = 0;
    for (const [key, count] of this.#queue.unanswered.live) {
      const able = lanes.filter(({ loaded }) => loaded.has(key)).length;
      wait += (count * (this.#workMs.get(key) ?? 0)) / Math.max(able, 1);
    }
    return wait;
  }

  get givenUp(): Readonly<Record<Rank, Record<GivenUp, number>>> {
    return this.#queue.givenUp;
  }

  /** @throws EaselError; ModelError or Error when the model or the lane is at fault. */
  async classify(work: Work): Promise<Worked> {
    if (this.#poison.has(work.image)) {
      this.#queue.givenUp[work.rank].poison += 1;
      throw poisonous();
    }
    const classified = await this.#queue.add(work, () => this.feed());
    const took = classified.decodeMs + classified.inferMs;
    const lately = this.#workMs.get(work.key) ?? took;
    this.#workMs.set(work.key, lately * 0.9 + took * 0.1);
    return classified;
  }

  /** Gives up what waits for a release that is in no lane any more. */
  refuse(key: ReleaseKey, error: Error): void {
    this.#queue.refuse(key, error);
  }

  /** Resolves once nothing of a release is queued or running; it will not come again. */
  async whenDoneWith(key: ReleaseKey): Promise<void> {
    await this.#queue.unanswered.whenNoneOf(key);
    this.#workMs.delete(key);
  }

  /** Ends once everything is answered; what a lane holds after that is not tried again. */
  async drain(): Promise<void> {
    await this.#queue.unanswered.whenNone();
    this.#stopping = true;
  }

  /** Hands out work to the least busy lanes until they have enough. */
  feed(): void {
    for (;;) {
      const free = this.#options
        .lanes()
        .filter((lane) => isFit(lane) && !lane.alone)
        .sort((a, b) => a.holds.live - b.holds.live || a.holds.background - b.holds.background);
      // While a request must be tried alone, one lane takes nothing else, or it would never be empty.
      const suspected = this.#queue.suspected;
      if (suspected !== undefined) {
        const place = free.findIndex(({ loaded }) => loaded.has(suspected));
        const [quiet] = place < 0 ? [] : free.splice(place, 1);
        if (quiet && isEmpty(quiet)) {
          const suspect = this.#queue.takeSuspect(({ key }) => quiet.loaded.has(key));
          if (suspect) {
            quiet.alone = true;
            void this.#run(quiet, suspect);
          }
          continue;
        }
      }
      if (!this.#feedOne(free)) return;
    }
  }

  /** Gives one picture to the first lane that has its release, and not enough of it. */
  #feedOne(lanes: readonly Lane[]): boolean {
    for (const lane of lanes) {
      const work = this.#queue.take(
        ({ key }) => lane.loaded.has(key),
        ({ key, rank }) => lane.holds[rank] < this.#ahead[rank](key),
      );
      if (!work) continue;
      void this.#run(lane, work);
      return true;
    }
    return false;
  }

  /** Pictures of each rank that a lane is to hold while there are any of this release. */
  readonly #ahead: Record<Rank, (key: ReleaseKey) => number> = {
    live: (key) => {
      const short = AHEAD.ms / (this.#workMs.get(key) ?? AHEAD.ms);
      const many = Math.min(AHEAD.most, Math.max(AHEAD.least, short, this.#deep(key)));
      return Math.max(many, 2 * this.#options.batch(key)); // one batch at work, one that waits
    },
    background: (key) => Math.max(BACKGROUND_AHEAD, 2 * this.#options.batch(key)),
  };

  /** Half of a lane's share of all that waits: a lane with a long queue answers several pictures together. */
  #deep(key: ReleaseKey): number {
    const able = this.#options.lanes().filter((lane) => isFit(lane) && lane.loaded.has(key)).length;
    return (this.#queue.unanswered.live.get(key) ?? 0) / Math.max(able, 1) / 2;
  }

  async #run(lane: Lane, entry: Entry): Promise<void> {
    const { key, image, topNum, rank, due, signal } = entry.work;
    const limitMs = due - monotonicMs() + (this.#options.stuckMs ?? STUCK_MS);
    lane.holds[rank] += 1;
    try {
      const watched = entry.suspect;
      const { came } = entry;
      const question = { ask: 'classify', key, image, topNum, rank, due, came, watched } as const;
      const done = await lane.process.ask(question, { limitMs, signal });
      if (!done) throw new Error('the lane answered nothing');
      entry.resolve({ ...done, lane: lane.process.pid });
    } catch (error) {
      if (error instanceof LaneDied) this.#bury(entry, error);
      else {
        if (monotonicMs() > due) this.#queue.givenUp[rank].deadline += 1;
        entry.reject(error as Error);
      }
    } finally {
      lane.holds[rank] -= 1;
      lane.alone = false;
      this.feed();
    }
  }

  /** Deaths are counted per request: the first may have been a neighbour's doing, a second one alone is its own. */
  #bury(entry: Entry, death: LaneDied): void {
    if (this.#stopping) entry.reject(EaselError.unavailable('inference is stopping', 1));
    else if (!death.blames) this.#queue.putBack(entry);
    else if (!entry.suspect) this.#queue.addSuspect(entry);
    else {
      const { logId, image, rank } = entry.work;
      this.#poison.remember(image);
      this.#queue.givenUp[rank].poison += 1;
      this.#options.log.error(
        { log_id: logId, how: death.message },
        'a picture killed two lanes: it is refused for 10 minutes',
      );
      entry.reject(poisonous(death));
    }
  }
}

const isEmpty = ({ holds }: Lane) => holds.live + holds.background === 0;

const isFit = (lane: Lane) => lane.ready && lane.process.alive;

const poisonous = (cause?: Error) =>
  new EaselError(336005, 'the picture cannot be processed', { cause });
