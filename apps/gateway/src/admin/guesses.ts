import type { Clock } from '@easel/lease';
import { HttpProblem } from '../http/http-problem.js';

const MINUTE = 60_000;
/** People mistype; from this failure on each try has to wait. */
const SLOW_FROM = 5;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = MINUTE;
const LOCKED_FROM = 20;
const LOCK_MS = 15 * MINUTE;
/** After so long without a failure an address begins anew. */
const FORGET_MS = 60 * MINUTE;
const MOST_ADDRESSES = 1000;
/** What addresses share that find the table full, so that having many of them helps nobody. */
const OTHERS = 'others';

/** What is known of an address after a failure. */
export interface Suspicion {
  failures: number;
  /** Tries that were not even looked at since the failure before. */
  unheard: number;
  /** How long the next try has to wait, in milliseconds. */
  waitMs: number;
  locked: boolean;
}

interface Entry {
  failures: number;
  unheard: number;
  failedAt: number;
  waitMs: number;
}

/** Keeps whoever guesses a password from guessing fast, address by address. */
export class Guesses {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** @throws HttpProblem 429 while `address` has to wait, with the seconds. */
  require(address: string): void {
    const entry = this.#entries.get(this.#keyOf(address));
    if (!entry) return;
    const left = entry.failedAt + entry.waitMs - this.#clock.monotonic();
    if (left <= 0) return;
    entry.unheard += 1;
    const why = `${entry.failures} wrong passwords or secrets came from your address`;
    throw HttpProblem.later(429, why, Math.ceil(left / 1000));
  }

  failed(address: string): Suspicion {
    const key = this.#keyOf(address);
    const { failures: before = 0, unheard = 0 } = this.#entries.get(key) ?? {};
    const failures = before + 1;
    const waitMs = waitAfter(failures);
    this.#entries.set(key, { failures, unheard: 0, failedAt: this.#clock.monotonic(), waitMs });
    return { failures, unheard, waitMs, locked: failures >= LOCKED_FROM };
  }

  succeeded(address: string): void {
    this.#entries.delete(this.#keyOf(address));
  }

  #keyOf(address: string): string {
    const entry = this.#entries.get(address);
    if (entry && this.#forgotten(entry)) this.#entries.delete(address);
    if (this.#entries.has(address)) return address;
    if (this.#entries.size >= MOST_ADDRESSES) this.#forget();
    return this.#entries.size < MOST_ADDRESSES ? address : OTHERS;
  }

  #forget() {
    for (const [address, entry] of this.#entries)
      if (this.#forgotten(entry)) this.#entries.delete(address);
  }

  #forgotten({ failedAt }: Entry): boolean {
    return this.#clock.monotonic() - failedAt > FORGET_MS;
  }
}

function waitAfter(failures: number): number {
  if (failures < SLOW_FROM) return 0;
  if (failures >= LOCKED_FROM) return LOCK_MS;
  return Math.min(FIRST_WAIT_MS * 2 ** (failures - SLOW_FROM), LONGEST_WAIT_MS);
}
