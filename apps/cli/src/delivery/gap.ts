import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two looks. */
const EVERY = 50;

/** By which looks are timed. */
interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Until the next look. */
  pause(): Promise<void>;
}

const wall: Clock = { now: () => performance.now(), pause: () => sleep(EVERY) };

/** Watches while containers are made anew: for how long callers had no result. */
export class Gap implements Disposable {
  readonly #serves: () => Promise<boolean>;
  readonly #clock: Clock;
  #watching = false;
  #longest = 0;
  #since: number | undefined;

  /** @param serves whether a caller would have one now */
  constructor(serves: () => Promise<boolean>, clock = wall) {
    this.#serves = serves;
    this.#clock = clock;
  }

  /** From now on. */
  watch(): void {
    this.#watching = true;
    void this.#look();
  }

  /** The longest so far, milliseconds; 0 where nobody watched. */
  get ms(): number {
    const open = this.#since === undefined ? 0 : this.#clock.now() - this.#since;
    return Math.round(Math.max(this.#longest, open));
  }

  [Symbol.dispose](): void {
    this.#watching = false;
  }

  async #look(): Promise<void> {
    while (this.#watching) {
      const begun = this.#clock.now();
      if (await this.#serves()) {
        if (this.#since !== undefined) this.#longest = Math.max(this.#longest, begun - this.#since);
        this.#since = undefined;
      } else this.#since ??= begun;
      await this.#clock.pause();
    }
  }
}
