import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two looks. */
const EVERY = 50;

/** Watches while containers are made anew: for how long callers had no result. */
export class Gap implements Disposable {
  readonly #serves: () => Promise<boolean>;
  #watching = false;
  #longest = 0;
  #since: number | undefined;

  /** @param serves whether a caller would have one now */
  constructor(serves: () => Promise<boolean>) {
    this.#serves = serves;
  }

  /** From now on. */
  watch(): void {
    this.#watching = true;
    void this.#look();
  }

  /** The longest so far, milliseconds; 0 where nobody watched. */
  get ms(): number {
    const open = this.#since === undefined ? 0 : performance.now() - this.#since;
    return Math.round(Math.max(this.#longest, open));
  }

  [Symbol.dispose](): void {
    this.#watching = false;
  }

  async #look(): Promise<void> {
    while (this.#watching) {
      const begun = performance.now();
      if (await this.#serves()) {
        if (this.#since !== undefined) this.#longest = Math.max(this.#longest, begun - this.#since);
        this.#since = undefined;
      } else this.#since ??= begun;
      await sleep(EVERY);
    }
  }
}
