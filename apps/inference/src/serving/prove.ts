import type { Release, Repository } from '@easel/models';
import type { inference } from '@easel/rpc';
import type { LanePool } from '../lanes/lane-pool.js';
import type { ReleaseKey, Way } from '../lanes/protocol.js';
import type { Tuner } from '../tuning/tuner.js';
import type { Serving } from './deployment.js';
import { reproduceGolden } from './golden.js';
import { appetiteIn, requireRoom, type Appetite } from './room.js';

export interface Proving {
  repository: Repository;
  tuner: Tuner;
  pool: LanePool;
  unload: (key: ReleaseKey) => void;
}

/**
 * A version in the lanes, run the best way, its golden images reproduced; while others answer there, it did so in a lane
 * of its own before.
 * @throws ModelError, GoldenMissed, EaselError; it is in no lane then.
 */
export async function prove(
  { repository, tuner, pool, unload }: Proving,
  name: string,
  version: string,
): Promise<Serving> {
  const release = await repository.release(name, version);
  const appetite = pool.serves ? await tryAside(release, pool) : undefined;
  const tuning = await tuner.tune(release);
  const way = tuning && wayOf(tuning);
  if (appetite) requireRoom(appetite, pool, Math.min(way?.lanes ?? Infinity, pool.lanes));
  const key = await pool.load(release, way);
  try {
    await reproduceGolden({ release, key }, pool);
    return { release, key, tuning, sinceMs: Date.now() };
  } catch (error) {
    unload(key);
    throw error;
  }
}

/** What a version crashes with, or takes all memory for, costs no lane that answers somebody. */
async function tryAside(release: Release, pool: LanePool): Promise<Appetite | undefined> {
  await using aside = pool.aside();
  const key = await aside.load(release);
  await reproduceGolden({ release, key }, aside);
  return appetiteIn(aside);
}

/** More lanes than cores are somebody's wish: a model that needs no cores of its own is in all of them. */
const wayOf = ({ threads, lanes, batch }: inference.Tuning): Way => ({
  lanes: threads === 1 ? Infinity : lanes,
  threads,
  batch,
});
