import { EventEmitter, once } from 'node:events';
import type { Clock } from './clock.js';

/** Time that passes when a test says so. */
export class FakeClock implements Clock {
  #now = 5_000;
  #timers: { due: number; ms: number; then: () => void }[] = [];
  #set = new EventEmitter();
  /** What the machine's clock is ahead of the time that really passed. */
  #wallAhead: number;

  /** @param wall milliseconds since 1970. */
  constructor(wall: number) {
    this.#wallAhead = wall - this.#now;
  }

  monotonic = (): number => this.#now;
  wall = (): number => this.#now + this.#wallAhead;

  after = (ms: number, then: () => void) => {
    const timer = { due: this.#now + ms, ms, then };
    this.#timers.push(timer);
    this.#set.emit('timer');
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Resolves once somebody waits for so long. */
  async pending(ms: number): Promise<void> {
    while (!this.#timers.some((timer) => timer.ms === ms)) await once(this.#set, 'timer');
  }

  /** Somebody sets the machine's clock. */
  set(wall: number): void {
    this.#wallAhead = wall - this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter((timer) => timer.due <= this.#now);
    this.#timers = this.#timers.filter((timer) => timer.due > this.#now);
    for (const { then } of due) then();
  }
}
