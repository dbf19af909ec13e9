import { setTimeout as sleep } from 'node:timers/promises';
import { EaselError } from '@easel/errors';
import type { Release } from '@easel/models';
import type { Logger } from '@easel/platform';
import type { Classified } from '../classifier.js';
import { LaneDied, LaneProcess } from './lane-process.js';
import { keyOf, monotonicMs, type ReleaseKey } from './protocol.js';
import { WorkQueue, type Entry, type Work } from './work-queue.js';

export type { Work } from './work-queue.js';

/** One decodes while the other infers; more would only wait in the lane instead of in the queue. */
const AT_ONCE = 2;

const RESTART_MS = { first: 50, most: 5_000 };

/** A lane that still holds a request this long after its deadline is stuck in native code, and would be for ever. */
const STUCK_MS = 30_000;

interface Lane {
  process: LaneProcess;
  running: number;
  /** Holds a request whose first lane died, and nothing else. */
  alone: boolean;
  ready: boolean;
}

/** Keeps the lanes alive and fed. Every release in service is loaded in every lane. */
export class LanePool {
  readonly #log: Logger;
  readonly #lanes: Lane[] = [];
  readonly #releases = new Map<ReleaseKey, Release>();
  readonly #queue = new WorkQueue();
  readonly #program: string | undefined;
  readonly #stuckMs: number;
  #stopping = false;
  #workMs = 0;

  constructor(options: { lanes: number; log: Logger; program?: string; stuckMs?: number }) {
    this.#log = options.log;
    this.#stuckMs = options.stuckMs ?? STUCK_MS;
    this.#program = options.program;
    for (let i = 0; i < options.lanes; i++) this.#keep(this.#start(), RESTART_MS.first);
  }

  get lanes(): number {
    return this.#lanes.length;
  }

  get pids(): number[] {
    return this.#lanes.flatMap((lane) => lane.process.pid ?? []);
  }

  /** Milliseconds until a request that comes now would be begun, from what requests took lately. */
  expectedWaitMs(): number {
    return (this.#workMs * this.#queue.size) / Math.max(1, this.#lanes.length);
  }

  /** Loads a release in every lane, beside what is there. @throws ModelError when any lane cannot. */
  async load(release: Release): Promise<void> {
    const key = keyOf(release);
    this.#releases.set(key, release);
    try {
      await Promise.all(
        this.#lanes.map((lane) => lane.process.ask({ ask: 'load', release: idOf(release) })),
      );
    } catch (error) {
      this.#releases.delete(key); // before a lane that died of it starts again
      await this.#unloadEverywhere(key);
      throw error;
    }
  }

  /** Lets what is under way with it finish, then gives its memory back. */
  async unload(release: Release): Promise<void> {
    const key = keyOf(release);
    await this.#queue.whenNoneOf(key);
    this.#releases.delete(key);
    await this.#unloadEverywhere(key);
  }

  /** @throws EaselError; ModelError or Error when the model or the lane is at fault. */
  async classify(work: Work): Promise<Classified> {
    const classified = await this.#queue.add(work, () => this.#feed());
    const took = classified.decodeMs + classified.inferMs;
    this.#workMs = this.#workMs === 0 ? took : this.#workMs * 0.9 + took * 0.1;
    return classified;
  }

  /** Waits until nothing is queued or running, then ends the lanes. */
  async drain(): Promise<void> {
    await this.#queue.whenNone();
    this.#stopping = true;
    for (const lane of this.#lanes) lane.process.kill();
    await Promise.all(this.#lanes.map((lane) => lane.process.ended));
  }

  #start(): Lane {
    const lane = { process: new LaneProcess(this.#program), running: 0, alone: false, ready: true };
    this.#lanes.push(lane);
    return lane;
  }

  /** Sees a lane to its end and puts another in its place, waiting longer each time that one dies young. */
  #keep(lane: Lane, pauseMs: number): void {
    const born = monotonicMs();
    void lane.process.ended.then(async (how) => {
      this.#lanes.splice(this.#lanes.indexOf(lane), 1);
      if (this.#stopping) return;
      const pause = monotonicMs() - born > RESTART_MS.most ? RESTART_MS.first : pauseMs;
      this.#log.error({ lane: lane.process.pid, how, pause }, 'a lane died, starting another');
      await sleep(pause, undefined, { ref: false });
      const next = this.#start();
      next.ready = false;
      this.#keep(next, Math.min(pause * 2, RESTART_MS.most));
      try {
        for (const release of this.#releases.values())
          await next.process.ask({ ask: 'load', release: idOf(release) });
        next.ready = true;
        this.#feed();
      } catch (err) {
        if (!(err instanceof LaneDied)) this.#log.error({ err }, 'a new lane could not load');
        next.process.kill();
      }
    });
  }

  /** Hands out work to the least busy lanes until they have enough. */
  #feed(): void {
    for (;;) {
      const free = this.#lanes
        .filter((lane) => lane.ready && lane.process.alive && !lane.alone)
        .sort((a, b) => a.running - b.running);
      // While a request must be tried alone, one lane takes nothing else, or it would never be empty.
      if (this.#queue.hasSuspects) {
        const quiet = free.shift();
        if (quiet?.running === 0) {
          const suspect = this.#queue.takeSuspect();
          if (suspect) {
            quiet.alone = true;
            void this.#run(quiet, suspect);
          }
          continue;
        }
      }
      const lane = free[0];
      const work = lane && lane.running < AT_ONCE ? this.#queue.take() : undefined;
      if (!lane || !work) return;
      void this.#run(lane, work);
    }
  }

  async #run(lane: Lane, entry: Entry): Promise<void> {
    const { key, image, topNum, due } = entry.work;
    lane.running += 1;
    const stuck = setTimeout(() => lane.process.kill(), due - monotonicMs() + this.#stuckMs);
    try {
      const done = await lane.process.ask({ ask: 'classify', key, image, topNum, due });
      if (!done) throw new Error('the lane answered nothing');
      entry.resolve(done);
    } catch (error) {
      if (error instanceof LaneDied) this.#bury(entry, error);
      else entry.reject(error as Error);
    } finally {
      clearTimeout(stuck);
      lane.running -= 1;
      lane.alone = false;
      this.#feed();
    }
  }

  /** Deaths are counted per request: the first may have been a neighbour's doing, a second one alone is its own. */
  #bury(entry: Entry, death: LaneDied): void {
    if (this.#stopping) entry.reject(EaselError.unavailable('inference is stopping', 1));
    else if (!entry.suspect) this.#queue.addSuspect(entry);
    else {
      this.#log.error(
        { logId: entry.work.logId, how: death.message },
        'a picture killed two lanes',
      );
      entry.reject(new EaselError(336005, 'the picture cannot be processed', { cause: death }));
    }
  }

  async #unloadEverywhere(key: ReleaseKey): Promise<void> {
    // A lane that died meanwhile has nothing to unload.
    await Promise.allSettled(this.#lanes.map((lane) => lane.process.ask({ ask: 'unload', key })));
  }
}

const idOf = ({ deployment, version, folder }: Release) => ({ deployment, version, folder });
