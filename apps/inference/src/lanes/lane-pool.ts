import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { EaselError } from '@easel/errors';
import { ModelError, type Release } from '@easel/models';
import type { Logger } from '@easel/platform';
import type { Classified } from '../classifier.js';
import { LaneDied, LaneProcess } from './lane-process.js';
import { monotonicMs, type ReleaseKey } from './protocol.js';
import { WorkQueue, type Entry, type Work } from './work-queue.js';

export type { Work } from './work-queue.js';

/** One decodes while the other infers; more would only wait in the lane instead of in the queue. */
const AT_ONCE = 2;

const RESTART_MS = { first: 50, most: 5_000 };

/** How long a lane may take over a question before it counts as stuck; of a picture, from its deadline on. */
const LIMIT_MS = { load: 180_000, unload: 30_000, picture: 30_000 };

/** How long a load waits for lanes to come back. */
const LANES_BACK_MS = 60_000;

interface Lane {
  process: LaneProcess;
  running: number;
  /** Holds a request whose first lane died, and nothing else. */
  alone: boolean;
  /** Has loaded all there is. */
  ready: boolean;
  loaded: Set<ReleaseKey>;
}

export interface LanePoolOptions {
  lanes: number;
  log: Logger;
  /** The lane's program; tests give one that fails as they please. */
  program?: string;
  stuckMs?: number;
}

/**
 * Keeps the lanes alive and fed. Every release in service is loaded in every lane. Emits `lost` for a release that a new
 * lane could not load, which is then in no lane any more.
 */
export class LanePool extends EventEmitter<{ lost: [ReleaseKey, Error]; lanes: [] }> {
  readonly #options: LanePoolOptions;
  readonly #log: Logger;
  readonly #lanes: Lane[] = [];
  readonly #releases = new Map<ReleaseKey, Release>();
  readonly #queue = new WorkQueue();
  #loads = 0;
  #stopping = false;
  #workMs = 0;

  constructor(options: LanePoolOptions) {
    super();
    this.#options = options;
    this.#log = options.log;
    for (let i = 0; i < options.lanes; i++) {
      const lane = this.#start();
      lane.ready = true; // there is nothing to load yet
      this.#keep(lane, RESTART_MS.first);
    }
  }

  get lanes(): number {
    return this.#options.lanes;
  }

  get pids(): number[] {
    return this.#lanes.flatMap((lane) => lane.process.pid ?? []);
  }

  /** Milliseconds until a request that comes now would be begun, from what requests took lately. */
  expectedWaitMs(): number {
    return (this.#workMs * this.#queue.size) / this.#options.lanes;
  }

  /**
   * Loads a release in every lane, beside what is there, one lane after the other, so that the others go on answering.
   * @returns the key under which it answers.
   * @throws ModelError when a lane cannot load it, or twice dies of it; EaselError 336100 when the lanes stay away.
   */
  async load(release: Release): Promise<ReleaseKey> {
    const key = `${release.deployment}/${release.version}#${++this.#loads}`;
    let firstDeath: number | undefined;
    for (;;) {
      try {
        await this.#loadEverywhere(key, release);
        return key;
      } catch (error) {
        // The first death may be anybody's doing; that of a lane born since, over the same load, is the model's.
        if (error instanceof LaneDied && (firstDeath === undefined || error.born < firstDeath)) {
          firstDeath ??= monotonicMs();
          continue;
        }
        await this.#unloadEverywhere(key);
        if (!(error instanceof LaneDied)) throw error;
        throw new ModelError(`a lane dies while it loads it (${error.message})`, { cause: error });
      }
    }
  }

  /** Lets what is under way with it finish, then gives its memory back. */
  async unload(key: ReleaseKey): Promise<void> {
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

  #isStopping(): boolean {
    return this.#stopping;
  }

  #start(): Lane {
    const process = new LaneProcess(this.#options.program);
    const lane = { process, running: 0, alone: false, ready: false, loaded: new Set<ReleaseKey>() };
    this.#lanes.push(lane);
    return lane;
  }

  /** Sees a lane to its end and puts another in its place, waiting longer each time that one dies young. */
  #keep(lane: Lane, pauseMs: number): void {
    const born = monotonicMs();
    void lane.process.ended.then(async (how) => {
      this.#lanes.splice(this.#lanes.indexOf(lane), 1);
      if (this.#isStopping()) return;
      const pause = monotonicMs() - born > RESTART_MS.most ? RESTART_MS.first : pauseMs;
      this.#log.error({ lane: lane.process.pid, how, pause }, 'a lane died, starting another');
      await sleep(pause, undefined, { ref: false });
      if (this.#isStopping()) return; // since
      const next = this.#start();
      this.#keep(next, Math.min(pause * 2, RESTART_MS.most));
      await this.#furnish(next);
    });
  }

  /** Loads in a new lane what the others have. What it cannot load is lost; the lane serves the rest. */
  async #furnish(lane: Lane): Promise<void> {
    for (const [key, release] of this.#releases) {
      try {
        await loadIn(lane, key, release);
      } catch (error) {
        if (error instanceof LaneDied) return; // another is on its way
        this.#releases.delete(key);
        this.emit('lost', key, error as Error);
      }
    }
    lane.ready = true;
    this.emit('lanes');
    this.#feed();
  }

  /** @throws LaneDied, ModelError, EaselError */
  async #loadEverywhere(key: ReleaseKey, release: Release): Promise<void> {
    const patience = AbortSignal.timeout(LANES_BACK_MS);
    for (;;) {
      const furnished = this.#lanes.filter((lane) => lane.ready && lane.process.alive);
      const next = furnished.find((lane) => !lane.loaded.has(key));
      if (next) await loadIn(next, key, release);
      else if (furnished.length === this.#options.lanes) break;
      else
        await once(this, 'lanes', { signal: patience }).catch(() => {
          throw EaselError.unavailable('the lanes that would load it do not come back', 5);
        });
    }
    this.#releases.set(key, release);
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
    const limit = due - monotonicMs() + (this.#options.stuckMs ?? LIMIT_MS.picture);
    lane.running += 1;
    try {
      const question = { ask: 'classify', key, image, topNum, due } as const;
      const done = await lane.process.ask(question, limit);
      if (!done) throw new Error('the lane answered nothing');
      entry.resolve(done);
    } catch (error) {
      if (error instanceof LaneDied) this.#bury(entry, error);
      else entry.reject(error as Error);
    } finally {
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
        { log_id: entry.work.logId, how: death.message },
        'a picture killed two lanes',
      );
      entry.reject(new EaselError(336005, 'the picture cannot be processed', { cause: death }));
    }
  }

  async #unloadEverywhere(key: ReleaseKey): Promise<void> {
    const having = this.#lanes.filter((lane) => lane.loaded.delete(key));
    const question = { ask: 'unload', key } as const;
    // A lane that died meanwhile has nothing to unload.
    await Promise.allSettled(having.map((lane) => lane.process.ask(question, LIMIT_MS.unload)));
  }
}

async function loadIn(lane: Lane, key: ReleaseKey, release: Release): Promise<void> {
  const { deployment, version, folder } = release;
  const question = { ask: 'load', key, release: { deployment, version, folder } } as const;
  await lane.process.ask(question, LIMIT_MS.load);
  lane.loaded.add(key);
}
