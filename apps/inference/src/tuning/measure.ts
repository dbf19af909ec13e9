import type { Release } from '@easel/models';
import { monotonicMs, type Way } from '../lanes/protocol.js';
import { TrialCrew, trialMs } from './trial-crew.js';
import { tune } from './tune.js';
import type { Measured } from './tuning-store.js';

/** A slow model's further ways are not tried when they would end after this. */
const PATIENCE_MS = 6_000;

export interface MeasureOptions {
  /** Told of ways that the model cannot be run in. */
  failed: (way: Way, error: Error) => void;
  /** Tests on busy machines have more. */
  patienceMs?: number;
}

/** What the machine gives a model. */
export interface Machine {
  cores: number;
  lanes: number;
}

/**
 * Finds the best way to run a model on this machine by running it, alone and on made-up pictures.
 * @throws Error when it cannot be run at all
 */
export async function measure(
  release: Release,
  { cores, lanes }: Machine,
  { failed, patienceMs = PATIENCE_MS }: MeasureOptions,
): Promise<Measured> {
  await using crew = new TrialCrew(release, Math.min(lanes, cores));
  const places = await crew.load(1);
  const until = monotonicMs() + patienceMs;
  let firstFailure: Error | undefined;
  /** Milliseconds of one picture in one lane, as far as is known. */
  let pictureMs: number | undefined;

  const found = await tune({ cores, lanes, places }, async (way) => {
    const { batch } = way;
    const expected = pictureMs && batch * pictureMs + trialMs(batch, batch * pictureMs);
    if (expected !== undefined && monotonicMs() + expected > until) return undefined;
    try {
      const runMs = await crew.warm(way);
      const fits = monotonicMs() + trialMs(batch, runMs) <= until;
      // The one run of a model that takes seconds is what is known of it.
      const rate = fits ? await crew.run(way) : (1_000 * way.lanes * batch) / runMs;
      if (!fits && pictureMs !== undefined) return undefined;
      pictureMs ??= (1_000 * way.lanes) / rate;
      return rate;
    } catch (error) {
      firstFailure ??= error as Error;
      failed(way, error as Error);
      return undefined;
    }
  });
  if (!found) throw firstFailure ?? new Error('no way of running it was tried');
  return found;
}
