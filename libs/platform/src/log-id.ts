/** Seconds are counted from here, so that 31 bits of them last until 2092. */
const EPOCH_MS = Date.UTC(2024, 0, 1);
const COUNTER_BITS = 14;
const INSTANCE_BITS = 8;

/**
 * Numbers for requests: 31 bits of seconds, 8 of instance, 14 of counter. Unique across replicas while their
 * instances differ and across restarts while the clock goes forward; never going back within one process.
 */
export class LogIds {
  readonly #instance: number;
  readonly #now: () => number;
  #second: number;
  #counter = 0;

  /**
   * @param instance 0 to 255, this replica's own.
   * @param now milliseconds since 1970.
   */
  constructor(instance: number, now: () => number = Date.now) {
    this.#instance = instance;
    this.#now = now;
    // A predecessor may have used up this very second.
    this.#second = this.#currentSecond() + 1;
  }

  /** The next number, at most 2^53-1. */
  next(): number {
    const second = this.#currentSecond();
    if (second > this.#second) this.#advanceTo(second);
    // More than 16,384 in a second borrow from the next one.
    else if (this.#counter === 2 ** COUNTER_BITS) this.#advanceTo(this.#second + 1);
    const prefix = this.#second * 2 ** INSTANCE_BITS + this.#instance;
    return prefix * 2 ** COUNTER_BITS + this.#counter++;
  }

  #advanceTo(second: number) {
    this.#second = second;
    this.#counter = 0;
  }

  #currentSecond() {
    return Math.floor((this.#now() - EPOCH_MS) / 1000);
  }
}
