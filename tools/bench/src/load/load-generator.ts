import { Child } from '../child.js';
import type { Address } from './connection.js';
import type { Order, Pace, Window } from './protocol.js';
import type { Request } from './request.js';

/** Longer than any request may take. */
const PATIENCE_MS = 30_000;

/** Requests that keep coming until it is stopped or disposed of. */
export class LoadGenerator {
  readonly #child: Child<Order, Window>;

  private constructor(child: Child<Order, Window>) {
    this.#child = child;
  }

  /** @param requests taken in turn */
  static async start(
    target: { address: Address; requests: Request[] },
    pace: Pace,
  ): Promise<LoadGenerator> {
    const child = new Child<Order, Window>('load/generate');
    await child.ask({ go: { ...target, pace } });
    return new LoadGenerator(child);
  }

  /** What was answered since the last time. */
  take(): Promise<Window> {
    return this.#child.ask({ take: true });
  }

  /** Sends no more. What was answered since the last time, once that is all. */
  stop(): Promise<Window> {
    return this.#child.ask({ stop: { patienceMs: PATIENCE_MS } });
  }

  [Symbol.dispose](): void {
    this.#child.kill();
  }
}
