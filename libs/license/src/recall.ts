import type { Observation, Sighting } from './fingerprint.js';
import { partNames, type PartName } from './part.js';

/** Seconds for which a part that cannot be read now counts as it was seen last. */
export const RECALL_SECONDS = 72 * 3600;

/** What was seen of this machine last, and when: by part. Restarts keep it, and do not renew it. */
export type Memory = Partial<
  Record<PartName, { hashes: string[]; /** seconds since 1970 */ at: number }>
>;

/** A machine, with what cannot be read of it now taken from memory. */
export interface Recollection {
  observation: Observation;
  /** What to remember from now on. */
  memory: Memory;
  /** Which parts are from memory, and until when that counts: seconds since 1970. */
  recalled: Partial<Record<PartName, number>>;
}

/**
 * A part that cannot be read is not another machine's: the last sighting of it counts for 72 hours more.
 * @param now the effective time, seconds since 1970.
 */
export function recall(observation: Observation, memory: Memory, now: number): Recollection {
  const result: Recollection = { observation: { ...observation }, memory: {}, recalled: {} };
  for (const part of partNames) {
    const sighting = observation[part];
    const known = memory[part];
    if (sighting.state === 'seen') result.memory[part] = { hashes: sighting.hashes, at: now };
    if (sighting.state !== 'unavailable' || !known) continue;
    // A clock that was ahead for a moment, and set back, must not make a memory last for years.
    const at = Math.min(known.at, now);
    result.memory[part] = { hashes: known.hashes, at };
    if (now >= at + RECALL_SECONDS) continue;
    result.observation[part] = remembered(known.hashes);
    result.recalled[part] = at + RECALL_SECONDS;
  }
  return result;
}

const remembered = (hashes: string[]): Sighting => ({ state: 'seen', hashes });
