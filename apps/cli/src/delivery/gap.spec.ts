import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Gap } from './gap.js';

/** Callers of whom nobody is looked at until the time is said. */
class Callers {
  readonly gap: Gap;
  looks = 0;
  #now = 0;
  #served = true;
  #paused = Promise.withResolvers<undefined>();
  #pause = Promise.withResolvers<undefined>();

  constructor() {
    const clock = {
      now: () => this.#now,
      pause: () => {
        this.#paused.resolve(undefined);
        return this.#pause.promise;
      },
    };
    this.gap = new Gap(() => {
      this.looks += 1;
      return Promise.resolve(this.#served);
    }, clock);
  }

  /** Begins to watch. */
  async watched(): Promise<void> {
    this.gap.watch();
    await this.#paused.promise;
  }

  /** The time comes, and a look at it; or none, where nobody watches. */
  async at(now: number, what: { served: boolean }): Promise<void> {
    [this.#now, this.#served] = [now, what.served];
    const ends = this.#pause;
    [this.#paused, this.#pause] = [Promise.withResolvers(), Promise.withResolvers()];
    ends.resolve(undefined);
    await this.#paused.promise;
  }

  /** The time comes, and nobody looks. */
  passes(now: number, what: { served: boolean }): void {
    [this.#now, this.#served] = [now, what.served];
  }
}

describe('the gap in which callers had no result', () => {
  it('is none before anybody watches, nor while they are served', async () => {
    const callers = new Callers();
    callers.passes(1000, { served: false });
    expect(callers.gap.ms).toBe(0);
    callers.passes(2000, { served: true });
    await callers.watched();
    await callers.at(9000, { served: true });
    expect(callers.gap.ms).toBe(0);
  });

  it('lasts from the first look that finds none until the first that finds one again', async () => {
    const callers = new Callers();
    await callers.watched();
    await callers.at(50, { served: false });
    await callers.at(300, { served: false });
    callers.passes(400, { served: false });
    expect(callers.gap.ms).toBe(350); // and goes on
    await callers.at(450, { served: true });
    callers.passes(9000, { served: true });
    expect(callers.gap.ms).toBe(400);
  });

  it('is the longest of several', async () => {
    const callers = new Callers();
    await callers.watched();
    for (const [begins, ends] of [
      [100, 500],
      [1000, 1300],
      [2000, 2700],
      [3000, 3100],
    ] as const) {
      await callers.at(begins, { served: false });
      await callers.at(ends, { served: true });
    }
    expect(callers.gap.ms).toBe(700);
  });

  it('is not looked for any more once nobody wants to know', async () => {
    const callers = new Callers();
    await callers.watched();
    callers.gap[Symbol.dispose]();
    void callers.at(50, { served: false });
    await turn();
    expect(callers.looks).toBe(1);
  });
});
