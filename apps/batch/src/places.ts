/** So many pictures may be in flight; a file is read only by whoever holds a place. */
export class Places {
  readonly #most: () => number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  /** @param most as things are now: it follows the lanes that there are. */
  constructor(most: () => number) {
    this.#most = most;
  }

  /** A place until it is disposed of. In the order of asking. */
  async take(): Promise<Disposable> {
    if (this.#taken >= this.#most() || this.#waiting.length > 0)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#taken += 1;
    return { [Symbol.dispose]: () => this.#leave() };
  }

  /** A place that is given on stays taken. */
  #leave(): void {
    this.#taken -= 1;
    while (this.#waiting.length > 0 && this.#taken < this.#most()) {
      this.#taken += 1;
      this.#waiting.shift()?.();
    }
  }
}
