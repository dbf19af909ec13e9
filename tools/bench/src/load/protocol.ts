import type { Answers } from './answer-book.js';
import type { Address } from './connection.js';
import type { Request } from './request.js';

/** A closed loop of callers, or arrivals that wait for nobody. */
export type Pace = { callers: number } | { perSecond: number; connections: number };

/** Each is answered with a window; `stop` once everything was answered or patience is over. */
export type Order =
  | { go: { address: Address; requests: Request[]; pace: Pace } }
  | { take: true }
  | { stop: { patienceMs: number } };

/** What was answered since the last report, and what it cost the generator. */
export interface Window extends Answers {
  wallMs: number;
  cpuMs: number;
}
