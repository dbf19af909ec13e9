const arrived = 0;
const generation = 1;

/** Where a fixed number of threads wait for one another, again and again. */
export class Barrier {
  /** What the threads share of a barrier. */
  static share = (): SharedArrayBuffer => new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);

  readonly #cells: Int32Array;
  readonly #threads: number;

  constructor(shared: SharedArrayBuffer, threads: number) {
    this.#cells = new Int32Array(shared);
    this.#threads = threads;
  }

  /** Blocks this thread until all have come. */
  wait(): void {
    const now = Atomics.load(this.#cells, generation);
    if (Atomics.add(this.#cells, arrived, 1) === this.#threads - 1) {
      Atomics.store(this.#cells, arrived, 0);
      Atomics.add(this.#cells, generation, 1);
      Atomics.notify(this.#cells, generation);
      return;
    }
    while (Atomics.load(this.#cells, generation) === now)
      Atomics.wait(this.#cells, generation, now);
  }
}
