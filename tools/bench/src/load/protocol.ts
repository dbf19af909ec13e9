import type { Answers } from './answer-book.js';
import type { Address } from './connection.js';

/** A closed loop of callers, or arrivals that wait for nobody. */
export type Pace = { callers: number } | { perSecond: number; connections: number };

export type Order =
  { go: { address: Address; requests: Uint8Array[]; pace: Pace } } | { take: true };

/** What was answered since the last report, and what it cost the generator. */
export interface Window extends Answers {
  wallMs: number;
  cpuMs: number;
}
