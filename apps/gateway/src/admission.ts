import { Unavailable } from '@easel/inference-client';

/** Room for the body of one request. */
export interface Room extends Disposable {
  /**
   * Keeps `bytes` more of it.
   * @throws Unavailable when there is no room for them.
   */
  readonly hold: (bytes: number) => void;
}

/** Decides who may bring a picture. Bounded in requests and in bytes: 256 bodies of 8 MiB would be 2 GB. */
export class Admission {
  #requests = 0;
  #bytes = 0;

  readonly #most: { requests: number; bytes: number };

  constructor(most: { requests: number; bytes: number }) {
    this.#most = most;
  }

  /** How many hold a place now. */
  get requests(): number {
    return this.#requests;
  }

  /** How many bytes of bodies are held, those that are still coming included. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Makes room for a body until it is disposed of. A body that is still coming takes no place from one that is there. */
  room(): Room {
    let held = 0;
    return {
      hold: (bytes) => {
        if (this.#bytes + bytes > this.#most.bytes)
          throw new Unavailable('bytes', `${this.#bytes} bytes of requests are in flight`);
        this.#bytes += bytes;
        held += bytes;
      },
      [Symbol.dispose]: () => {
        this.#bytes -= held;
        held = 0;
      },
    };
  }

  /**
   * Refuses what would find no place if it were there, before it is received.
   * @throws Unavailable when all are taken.
   */
  require(): void {
    if (this.#requests >= this.#most.requests)
      throw new Unavailable('places', `${this.#requests} requests are in flight`);
  }

  /**
   * Takes a place, for a request that is there as a whole, until it is disposed of.
   * @throws Unavailable when there is none.
   */
  enter(): Disposable {
    this.require();
    this.#requests += 1;
    let left = false;
    return {
      [Symbol.dispose]: () => {
        if (left) return;
        left = true;
        this.#requests -= 1;
      },
    };
  }
}
