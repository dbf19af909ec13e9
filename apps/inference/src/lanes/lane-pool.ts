import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { EaselError } from '@easel/errors';
import { ModelError, type Release } from '@easel/models';
import type { Logger } from '@easel/platform';
import { LaneDied, noMemory } from './death.js';
import { Feeder, type Lane } from './feeder.js';
import { LaneProcess, type Warning } from './lane-process.js';
import { monotonicMs, type Rank, type ReleaseKey, type Way } from './protocol.js';
import type { GivenUp, Work, Worked } from './work-queue.js';

export type { Work, Worked } from './work-queue.js';

const RESTART_MS = { first: 50, most: 5_000 };

/** How long a lane may take over a question before it counts as stuck. */
const LIMIT_MS = { load: 180_000, unload: 30_000 };

/** How long a load waits for lanes to come back. */
const LANES_BACK_MS = 60_000;

/** How a model is run of which nothing else is known. */
const PLAIN: Way = { lanes: Infinity, threads: 1, batch: 1 };

/** A release that one lane cannot load is tried there again after this, while others serve it. */
const AGAIN_MS = 30_000;

interface FurnishedLane extends Lane {
  loaded: Set<ReleaseKey>;
  /** What it is loading. */
  coming: ReleaseKey | undefined;
}

/** A release as it is loaded. */
interface Loaded {
  release: Release;
  way: Way;
}

export interface LanePoolOptions {
  lanes: number;
  log: Logger;
  /** The lane's program; tests give one that fails as they please. */
  program?: string;
  stuckMs?: number;
}

/**
 * Keeps the lanes alive and fed. A release in service is loaded in every lane, or in as many as its way says. Emits `lost` for a release that a new
 * lane could not load, which is then in no lane any more.
 */
export class LanePool extends EventEmitter<{ lost: [ReleaseKey, Error]; lanes: [] }> {
  readonly #options: LanePoolOptions;
  readonly #log: Logger;
  readonly #lanes: FurnishedLane[] = [];
  readonly #releases = new Map<ReleaseKey, Loaded>();
  readonly #feeder: Feeder;
  #loads = 0;
  #stopping = false;
  #restarts = 0;
  readonly #warnings = new Set<string>();

  constructor(options: LanePoolOptions) {
    super();
    this.#options = options;
    this.#log = options.log;
    this.#feeder = new Feeder({
      ...options,
      lanes: () => this.#lanes,
      batch: (key) => this.#releases.get(key)?.way.batch ?? 1,
    });
    for (let i = 0; i < options.lanes; i++) {
      const lane = this.#start();
      lane.ready = true; // there is nothing to load yet
      this.#keep(lane, RESTART_MS.first);
    }
  }

  get lanes(): number {
    return this.#options.lanes;
  }

  /** Whether anything was loaded that may answer somebody. */
  get serves(): boolean {
    return this.#releases.size > 0;
  }

  /** One lane more, which answers nobody here: what it dies of costs these nothing. */
  aside(): LanePool {
    return new LanePool({ ...this.#options, lanes: 1 });
  }

  /** Lanes that can be given pictures. */
  get ready(): number {
    return this.#lanes.filter((lane) => lane.ready && lane.process.alive).length;
  }

  /** How often a lane had to be replaced. */
  get restarts(): number {
    return this.#restarts;
  }

  /** What was given up after it was let in, by rank and why. */
  get givenUp(): Readonly<Record<Rank, Record<GivenUp, number>>> {
    return this.#feeder.givenUp;
  }

  get pids(): number[] {
    return this.#lanes.flatMap((lane) => lane.process.pid ?? []);
  }

  /** Milliseconds until a request that comes now would be begun, from what requests took lately. Batches wait for it. */
  expectedWaitMs(): number {
    return this.#feeder.expectedWaitMs();
  }

  /**
   * Loads a release in the lanes, beside what is there, one lane after the other, so that the others go on answering.
   * @returns the key under which it answers.
   * @throws ModelError when a lane cannot load it, dies of it twice, or has no memory for it; EaselError 336100 when the lanes stay away.
   */
  async load(release: Release, way: Way = PLAIN): Promise<ReleaseKey> {
    const key = `${release.deployment}/${release.version}#${++this.#loads}`;
    let firstDeath: number | undefined;
    const until = monotonicMs() + LANES_BACK_MS;
    for (;;) {
      try {
        await this.#loadEverywhere(key, { release, way });
        return key;
      } catch (error) {
        if (error instanceof LaneDied && error.starved) {
          await this.#unloadEverywhere(key);
          throw new ModelError(noMemory(), { cause: error });
        }
        // The first death may be anybody's doing; that of a lane born since, over the same load, is the model's. Those
        // that were killed say nothing of it.
        if (error instanceof LaneDied && !error.blames && monotonicMs() < until) continue;
        if (error instanceof LaneDied && (firstDeath === undefined || error.born < firstDeath)) {
          firstDeath ??= monotonicMs();
          continue;
        }
        await this.#unloadEverywhere(key);
        if (!(error instanceof LaneDied)) throw error;
        if (!error.blames) throw EaselError.unavailable('lanes are killed while they load it', 5);
        throw new ModelError(`a lane dies while it loads it (${error.message})`, { cause: error });
      }
    }
  }

  /** Lets what is under way with it finish, then gives its memory back. */
  async unload(key: ReleaseKey): Promise<void> {
    await this.#feeder.whenDoneWith(key);
    this.#releases.delete(key);
    await this.#unloadEverywhere(key);
  }

  /** @throws EaselError; ModelError or Error when the model or the lane is at fault. */
  async classify(work: Work): Promise<Worked> {
    if (!this.#releases.has(work.key)) throw new Error(`no lane has ${work.key}`);
    return this.#feeder.classify(work);
  }

  /** Waits until nothing is queued or running, then ends the lanes. */
  async drain(): Promise<void> {
    await this.#feeder.drain();
    this.#stopping = true;
    for (const lane of this.#lanes) lane.process.kill();
    await Promise.all(this.#lanes.map((lane) => lane.process.ended));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.drain();
  }

  #isStopping(): boolean {
    return this.#stopping;
  }

  #start(): FurnishedLane {
    const warn = (warning: Warning) => this.#warn(warning);
    const process = new LaneProcess(warn, this.#options.program);
    const lane: FurnishedLane = {
      ...{ process, holds: { live: 0, background: 0 }, alone: false, ready: false },
      ...{ loaded: new Set<ReleaseKey>(), coming: undefined },
    };
    this.#lanes.push(lane);
    return lane;
  }

  /** Once: lanes are alike, and so are those that come after them. */
  #warn({ warning, cause }: Warning): void {
    if (this.#warnings.has(warning)) return;
    this.#warnings.add(warning);
    this.#log.warn({ cause }, warning);
  }

  /** Sees a lane to its end and puts another in its place, waiting longer each time that one dies young. */
  #keep(lane: FurnishedLane, pauseMs: number): void {
    const born = monotonicMs();
    void lane.process.ended.then(async ({ how, killed }) => {
      this.#lanes.splice(this.#lanes.indexOf(lane), 1);
      if (this.#isStopping()) return;
      // One that was killed did not fail: there is nothing to wait for.
      const grown = !killed && monotonicMs() - born <= RESTART_MS.most;
      const pause = grown ? pauseMs : RESTART_MS.first;
      this.#log.error({ lane: lane.process.pid, how, pause }, 'a lane died, starting another');
      this.#restarts += 1;
      await this.#replace(pause);
    });
  }

  async #replace(pauseMs: number): Promise<void> {
    await sleep(pauseMs, undefined, { ref: false });
    if (this.#isStopping()) return; // since
    const longer = Math.min(pauseMs * 2, RESTART_MS.most);
    let next: FurnishedLane;
    try {
      next = this.#start();
    } catch (err) {
      // No descriptor, or no memory, is left for a process: what took them may let go of them.
      this.#log.error({ err, pause: longer }, 'a lane could not be started, trying again');
      return this.#replace(longer);
    }
    this.#keep(next, longer);
    await this.#furnish(next);
  }

  /** Loads in a lane what the others have. What no lane has any more is lost; the lane serves the rest. */
  async #furnish(lane: FurnishedLane): Promise<void> {
    let again = false;
    for (const [key, loaded] of this.#releases) {
      if (lane.loaded.has(key) || this.#having(key).length >= loaded.way.lanes) continue;
      try {
        await loadIn(lane, key, loaded);
        if (!this.#releases.has(key)) await this.#unloadIn(lane, key); // it went out of service meanwhile
      } catch (error) {
        if (error instanceof LaneDied) return; // another is on its way
        again = this.#having(key).length > 0;
        if (again)
          this.#log.error({ lane: lane.process.pid, key, err: error }, 'a lane lacks a model');
        else this.#lose(key, error as Error);
      }
    }
    lane.ready = true;
    this.emit('lanes');
    this.#feeder.feed();
    if (again) void sleep(AGAIN_MS, undefined, { ref: false }).then(() => this.#refurnish(lane));
  }

  async #refurnish(lane: FurnishedLane): Promise<void> {
    if (!this.#isStopping() && lane.process.alive) await this.#furnish(lane);
  }

  #lose(key: ReleaseKey, error: Error): void {
    this.#releases.delete(key);
    this.#feeder.refuse(key, error);
    this.emit('lost', key, error);
  }

  /** @throws LaneDied, ModelError, EaselError */
  async #loadEverywhere(key: ReleaseKey, loaded: Loaded): Promise<void> {
    const wanted = Math.min(loaded.way.lanes, this.#options.lanes);
    for (;;) {
      const furnished = this.#lanes.filter((lane) => lane.ready && lane.process.alive);
      if (furnished.filter((lane) => lane.loaded.has(key)).length >= wanted) break;
      const next = furnished
        .filter((lane) => !lane.loaded.has(key))
        .sort((a, b) => a.loaded.size - b.loaded.size)[0];
      if (next) await loadIn(next, key, loaded);
      else
        await once(this, 'lanes', { signal: AbortSignal.timeout(LANES_BACK_MS) }).catch(() => {
          throw EaselError.unavailable('the lanes that would load it do not come back', 5);
        });
    }
    this.#releases.set(key, loaded);
  }

  /** Lanes that have a release, or will have it in a moment. */
  #having(key: ReleaseKey): FurnishedLane[] {
    return this.#lanes.filter(
      ({ process, loaded, coming }) => process.alive && (loaded.has(key) || coming === key),
    );
  }

  async #unloadEverywhere(key: ReleaseKey): Promise<void> {
    const having = this.#lanes.filter(({ loaded }) => loaded.has(key));
    await Promise.all(having.map((lane) => this.#unloadIn(lane, key)));
  }

  async #unloadIn(lane: FurnishedLane, key: ReleaseKey): Promise<void> {
    lane.loaded.delete(key);
    const question = { ask: 'unload', key } as const;
    // A lane that died meanwhile has nothing to unload.
    await lane.process.ask(question, { limitMs: LIMIT_MS.unload }).catch(() => undefined);
  }
}

async function loadIn(
  lane: FurnishedLane,
  key: ReleaseKey,
  { release: { deployment, version, folder }, way }: Loaded,
): Promise<void> {
  const question = { ask: 'load', key, release: { deployment, version, folder }, way } as const;
  lane.coming = key;
  try {
    await lane.process.ask(question, { limitMs: LIMIT_MS.load });
    lane.loaded.add(key);
  } finally {
    lane.coming = undefined;
  }
}
