import { monotonicMs } from '../lanes/protocol.js';

/** Milliseconds since it was made, of this process's work. */
export class Stopwatch {
  readonly #threads: number;
  readonly #wall = monotonicMs();
  readonly #cpu = process.cpuUsage();

  /** @param threads that do the work */
  constructor(threads: number) {
    this.#threads = threads;
  }

  get wallMs(): number {
    return monotonicMs() - this.#wall;
  }

  /**
   * What it would have been with the cores to itself: of one thread, the CPU time, which neighbours on the machine hardly
   * change. By the clock, the demo model was seen to gain 41 % from batches beside a busy neighbour, and 5 % without.
   * Several threads wait for each other, which is no CPU time: theirs is the clock's.
   */
  get aloneMs(): number {
    const { user, system } = process.cpuUsage(this.#cpu);
    return this.#threads === 1 ? Math.min((user + system) / 1_000, this.wallMs) : this.wallMs;
  }
}
