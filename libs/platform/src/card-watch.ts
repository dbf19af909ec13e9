import type { Reading } from '@easel/license';
import { readCards } from './host-cards.js';

/** Cards do not come and go by the second, and asking for them costs a process. */
const ASK_EVERY_MS = 30_000;

/** What the driver said last of the GPU cards here: whoever looks at the machine does not wait for it. */
export class CardWatch {
  #reading: Reading;
  readonly #ask: () => Promise<Reading>;
  readonly #timer: NodeJS.Timeout;
  #asking = false;

  private constructor(first: Reading, ask: () => Promise<Reading>) {
    this.#reading = first;
    this.#ask = ask;
    this.#timer = setInterval(() => void this.look(), ASK_EVERY_MS);
    this.#timer.unref();
  }

  /** Resolves once the driver has answered for the first time, or not answered in its time. */
  static async start(ask = () => readCards()): Promise<CardWatch> {
    return new CardWatch(await ask(), ask);
  }

  get reading(): Reading {
    return this.#reading;
  }

  /** Asks now, unless it is being asked. */
  async look(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    this.#reading = await this.#ask();
    this.#asking = false;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
