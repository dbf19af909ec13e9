import type { inference } from '@easel/rpc';
import type { Measured } from './tuning-store.js';

/** What was decided and why, for the log: "about 180 images/s on 2 lanes, batching off: it gained nothing". */
export function words({ best, trials }: Measured): string {
  const threads = best.threads > 1 ? ` of ${best.threads} threads` : '';
  const lanes = `${best.lanes} ${best.lanes === 1 ? 'lane' : 'lanes'}${threads}`;
  return `about ${round(best.imagesPerSecond)} images/s on ${lanes}, ${batching(best, trials)}`;
}

function batching(best: inference.TuningTrial, trials: inference.TuningTrial[]): string {
  const alike = trials.filter(({ threads }) => threads === best.threads);
  if (best.batch === 1)
    return alike.some(({ batch }) => batch > 1)
      ? 'batching off: it gained nothing'
      : 'batching off: the model takes one picture at a time, or too long for more';
  const single = alike.find(({ batch }) => batch === 1)?.imagesPerSecond ?? best.imagesPerSecond;
  const gain = Math.round((best.imagesPerSecond / single - 1) * 100);
  return `up to ${best.batch} pictures that wait are run at once: ${gain} % more`;
}

/** Two digits are what it is worth. */
function round(figure: number): number {
  const unit = 10 ** Math.max(Math.floor(Math.log10(Math.max(figure, 1))) - 1, 0);
  return figure < 10 ? Math.round(figure * 10) / 10 : Math.round(figure / unit) * unit;
}
