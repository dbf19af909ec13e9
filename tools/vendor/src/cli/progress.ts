/** Milliseconds: an eye sees no more. */
const BETWEEN = 100;

/** How far something is, on standard error: one line drawn again and again where somebody watches, else a line a step. */
export class Progress implements Disposable {
  readonly #stderr: NodeJS.WritableStream & { isTTY?: boolean };
  #step = '';
  #drawnAt = 0;

  constructor(stderr: NodeJS.WritableStream & { isTTY?: boolean }) {
    this.#stderr = stderr;
  }

  readonly tell = (step: string, done?: number, total?: number): void => {
    const fresh = step !== this.#step;
    if (!this.#stderr.isTTY) {
      if (fresh) this.#stderr.write(`${step} …\n`);
      this.#step = step;
      return;
    }
    if (!fresh && performance.now() - this.#drawnAt < BETWEEN) return;
    this.#step = step;
    this.#drawnAt = performance.now();
    const share =
      done === undefined ? '…' : `${Math.floor((100 * done) / Math.max(1, total ?? 1))} %`;
    this.#stderr.write(`\r${step} ${share}\u001b[K`);
  };

  [Symbol.dispose](): void {
    if (this.#stderr.isTTY && this.#step !== '') this.#stderr.write('\r\u001b[K');
  }
}
