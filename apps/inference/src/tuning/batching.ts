import { inference } from '@easel/rpc';
import type { Measured } from './tuning-store.js';

const { BATCHING_ON, BATCHING_GAINED_TOO_LITTLE, BATCHING_NOT_TRIED } = inference.Batching;

/**
 * Whether pictures are run together, or why not, with what that gained over one at a time, in percent; 0 where it was
 * not tried. Ways to run a model are compared where they differ in nothing else.
 */
export function batchingOf({
  best,
  trials,
}: Measured): Pick<inference.Tuning, 'batching' | 'batchingGain'> {
  // Batches were tried with one number of threads, which need not be the one that won in the end.
  const { threads } = trials.find(({ batch }) => batch > 1) ?? best;
  const alike = trials.filter((trial) => trial.threads === threads);
  const fastest = (together: boolean) =>
    Math.max(
      0,
      ...alike
        .filter(({ batch }) => batch > 1 === together)
        .map(({ imagesPerSecond }) => imagesPerSecond),
    );
  const [single, together] = [fastest(false), fastest(true)];
  const tried = single > 0 && together > 0;
  return {
    batching:
      best.batch > 1 ? BATCHING_ON : tried ? BATCHING_GAINED_TOO_LITTLE : BATCHING_NOT_TRIED,
    batchingGain: tried ? Math.round((together / single - 1) * 100) : 0,
  };
}
