import { readFileSync, writeFileSync } from 'node:fs';

const file = '/proc/self/oom_score_adj';

/**
 * Thousandths of all memory that the kernel counts on top of what a process holds, when memory runs out and it looks for
 * the one to kill. A lane costs nobody an answer and the service that feeds it everybody's; and what took memory that
 * was not there is what was being loaded.
 */
const READINESS = { serving: 300, loading: 1000 };

/** Which of inference's processes is to go when memory runs out: this one, before the service, and at once while it loads. */
export class Sacrifice {
  #loads = 0;
  #born: number | undefined;

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
      this.#born ??= Number(readFileSync(file, 'utf8'));
      // Nobody may take back what was asked of the whole container.
      const serving = Math.max(READINESS.serving, this.#born);
      writeFileSync(file, String(this.#loads > 0 ? READINESS.loading : serving));
    } catch {
      // No Linux: its kernel chooses as it does.
    }
  }
}
