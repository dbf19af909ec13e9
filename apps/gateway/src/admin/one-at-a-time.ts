import { HttpProblem } from '../http/http-problem.js';

const MOST_WAITING = 8;

/** Lets passwords be tried one after another: each try takes 32 MiB and a core that pictures need. */
export class OneAtATime {
  #here = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @throws HttpProblem 503 at once when too many wait; what `work` throws. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#here > MOST_WAITING)
      throw HttpProblem.later(503, `${MOST_WAITING} others are logging in`, 1);
    this.#here += 1;
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#here -= 1;
    }
  }
}
