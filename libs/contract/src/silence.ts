/** Gives up on whoever says nothing for too long, until its end. */
export class Silence {
  readonly #longestMs: number;
  readonly #over = new AbortController();
  #timer: ReturnType<typeof setTimeout>;

  constructor(longestMs: number) {
    this.#longestMs = longestMs;
    this.#timer = this.#start();
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#start();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#over.abort();
  }

  #start() {
    const timedOut = () => new DOMException('nothing came for too long', 'TimeoutError');
    return setTimeout(() => this.#over.abort(timedOut()), this.#longestMs);
  }
}
