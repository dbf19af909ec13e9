import { writeFileSync } from 'node:fs';

/**
 * Thousandths of all memory that the kernel counts on top of what a process holds, when memory runs out and it looks for
 * the one to kill. A lane costs nobody an answer and the service that feeds it everybody's; and what took memory that
 * was not there is what was being loaded.
 */
const READINESS = { serving: 300, loading: 1000 };

/** Which of inference's processes is to go when memory runs out: this one, before the service, and at once while it loads. */
export class Sacrifice {
  #loads = 0;

  constructor() {
    this.#offer();
  }

  /** Goes before any other until it is disposed of. */
  whileLoading(): Disposable {
    this.#loads += 1;
    this.#offer();
    return {
      [Symbol.dispose]: () => {
        this.#loads -= 1;
        this.#offer();
      },
    };
  }

  #offer(): void {
    try {
      const readiness = this.#loads > 0 ? READINESS.loading : READINESS.serving;
      writeFileSync('/proc/self/oom_score_adj', String(readiness));
    } catch {
      // No Linux, or more was asked of all of this container: then the kernel chooses as it does.
    }
  }
}
