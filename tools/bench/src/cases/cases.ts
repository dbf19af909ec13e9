import type { Case } from './case.js';
import { throughput } from './throughput.js';

/** Everything that can be measured, in the order in which it is. */
export const cases = { throughput } satisfies Record<string, Case>;

export type CaseName = keyof typeof cases;

/** What is measured unless something else is asked for: a few minutes of it. */
export const first: CaseName[] = ['throughput'];
