import { alone } from './alone.js';
import { batch } from './batch.js';
import { batchLive } from './batch-live.js';
import type { Case } from './case.js';
import { formats } from './formats.js';
import { kills } from './kills.js';
import { large } from './large.js';
import { noop } from './noop.js';
import { overload } from './overload.js';
import { soak } from './soak.js';
import { swaps } from './swaps.js';
import { throughput } from './throughput.js';
import { workers } from './workers.js';

/** Everything that can be measured, in the order in which it is. */
export const cases = {
  throughput,
  noop,
  alone,
  large,
  formats,
  overload,
  batch,
  'batch-live': batchLive,
  workers,
  swaps,
  kills,
  soak,
} satisfies Record<string, Case>;

export type CaseName = keyof typeof cases;

/** What is measured unless something else is asked for: some minutes of it. */
export const first: CaseName[] = ['throughput', 'noop', 'alone', 'large'];
