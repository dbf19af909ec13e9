import type { Tuning, Words } from '@easel/contract';
import { messages } from './messages.js';

/** How a model is run here, and why: "about 180 images/s on 2 lanes, batching off: it gained nothing". */
export function tuningWords({
  origin,
  lanes,
  threads,
  images_per_second: speed,
  ...tuning
}: Tuning): Words {
  const parts = [
    speed === null ? messages.lanes(lanes) : messages.speed(round(speed), lanes),
    ...(threads > 1 ? [messages.threadsEach(threads)] : []),
    batching({ threads, ...tuning }),
    ...(origin === 'pinned' ? [messages.pinned] : []),
  ];
  return {
    en: parts.map(({ en }) => en).join(', '),
    zh: parts.map(({ zh }) => zh).join(','),
  };
}

/** Ways to run it are compared where they differ in nothing else. */
function batching({ threads, batch, trials }: Pick<Tuning, 'threads' | 'batch' | 'trials'>): Words {
  const alike = trials.filter((trial) => trial.threads === threads);
  const best = (batched: boolean) =>
    Math.max(
      0,
      ...alike
        .filter((trial) => trial.batch > 1 === batched)
        .map((trial) => trial.images_per_second),
    );
  const [single, batched] = [best(false), best(true)];
  const percent = single > 0 && batched > 0 ? Math.round((batched / single - 1) * 100) : undefined;
  if (batch > 1) return messages.batches(batch, percent);
  if (percent !== undefined) return messages.batchingGained(percent);
  return single > 0 ? messages.batchingNotTried : messages.batchingOff;
}

/** Two figures: a measurement of seconds is worth no more. */
const round = (speed: number) =>
  speed < 10
    ? String(Number(speed.toPrecision(2)))
    : String(Math.round(Number(speed.toPrecision(2))));
