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
    batching(tuning),
    ...(origin === 'pinned' ? [messages.pinned] : []),
  ];
  return {
    en: parts.map(({ en }) => en).join(', '),
    zh: parts.map(({ zh }) => zh).join(','),
  };
}

type Batching = Pick<Tuning, 'batch' | 'batching' | 'batching_gain'>;

/** Inference decides it, and says why; this is only how it reads. */
function batching({ batch, batching: why, batching_gain: gain }: Batching): Words {
  if (batch > 1) return messages.batches(batch, gain ?? undefined);
  if (why === 'gained_too_little') return messages.batchingGained(gain ?? 0);
  return why === 'not_tried' ? messages.batchingNotTried : messages.batchingOff;
}

/** Two figures: a measurement of seconds is worth no more. */
const round = (speed: number) =>
  speed < 10
    ? String(Number(speed.toPrecision(2)))
    : String(Math.round(Number(speed.toPrecision(2))));
