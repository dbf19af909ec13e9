import { inference } from '@easel/rpc';
import { describe, expect, it } from 'vitest';
import type { Trial } from './tune.js';
import { batchingOf } from './batching.js';
import { words } from './words.js';

const way = (threads: number, batch: number, imagesPerSecond: number): Trial => ({
  lanes: 2 / threads,
  threads,
  batch,
  imagesPerSecond,
});

describe('what the log says of a tuning', () => {
  it.each<[string, Trial, Trial[]]>([
    [
      'about 180 images/s on 2 lanes, batching off: it gained nothing',
      way(1, 1, 182.4),
      [way(1, 1, 182.4), way(2, 1, 120), way(1, 2, 183)],
    ],
    [
      'about 100 images/s on 2 lanes, batching off: it gained only 4 %',
      way(1, 1, 100),
      [way(1, 1, 100), way(2, 1, 90), way(1, 8, 103.9)],
    ],
    [
      'about 100 images/s on 2 lanes, batching off: it gained nothing',
      way(1, 1, 100),
      [way(1, 1, 100), way(2, 1, 104), way(2, 2, 90)], // two threads lost in the end, and batches with them
    ],
    [
      'about 7.5 images/s on 1 lane of 2 threads, batching off: the model takes one picture at a time, takes too long for more, or fails with more (the log says how)',
      way(2, 1, 7.53),
      [way(1, 1, 7), way(2, 1, 7.53)],
    ],
    [
      'about 2400 images/s on 2 lanes, up to 4 pictures that wait are run at once: 20 % more',
      way(1, 4, 2_400),
      [way(1, 1, 2_000), way(1, 2, 2_200), way(1, 4, 2_400)],
    ],
  ])('%s', (sentence, best, trials) => {
    const found = { best, trials };
    const origin = inference.TuningOrigin.TUNING_ORIGIN_MEASURED;
    expect(words({ origin, ...best, ...batchingOf(found), trials })).toBe(sentence);
  });
});
