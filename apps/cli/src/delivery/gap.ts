import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two looks. */
const EVERY = 20;
const PATIENCE = 1000;

/** Watches the callers' port while containers are made anew: for how long nobody answered there. */
export class Gap implements Disposable {
  readonly #port: number;
  #watching = true;
  #longest = 0;
  #since: number | undefined;

  constructor(port: number) {
    this.#port = port;
    void this.#watch();
  }

  /** The longest so far, milliseconds. */
  get ms(): number {
    const open = this.#since === undefined ? 0 : performance.now() - this.#since;
    return Math.round(Math.max(this.#longest, open));
  }

  [Symbol.dispose](): void {
    this.#watching = false;
  }

  async #watch(): Promise<void> {
    while (this.#watching) {
      const begun = performance.now();
      if (await answers(this.#port)) {
        if (this.#since !== undefined) this.#longest = Math.max(this.#longest, begun - this.#since);
        this.#since = undefined;
      } else this.#since ??= begun;
      await sleep(EVERY);
    }
  }
}

/** By what it says, not by the port: Docker's own proxy takes connections for a container that is not there yet. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(PATIENCE, () => end(false));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
    socket.once('data', () => end(true));
    socket.write('GET /healthz HTTP/1.1\r\nHost: easel\r\nConnection: close\r\n\r\n');
  });
}
