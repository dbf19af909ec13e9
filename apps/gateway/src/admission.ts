import { EaselError } from '@easel/errors';

/** A request's place among those in flight. */
export interface Place extends Disposable {
  /**
   * Keeps `bytes` more of its body.
   * @throws EaselError 336100 when there is no room for them.
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

  /** How many bytes they hold. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Takes a place until it is disposed of.
   * @throws EaselError 336100 at once when there is none: a late refusal helps nobody.
   */
  enter(): Place {
    if (this.#requests >= this.#most.requests)
      throw EaselError.unavailable(`${this.#requests} requests are in flight`, 1);
    this.#requests += 1;
    let held = 0;
    let left = false;
    return {
      hold: (bytes) => {
        if (this.#bytes + bytes > this.#most.bytes)
          throw EaselError.unavailable(`${this.#bytes} bytes of requests are in flight`, 1);
        this.#bytes += bytes;
        held += bytes;
      },
      [Symbol.dispose]: () => {
        if (left) return;
        left = true;
        this.#requests -= 1;
        this.#bytes -= held;
      },
    };
  }
}
