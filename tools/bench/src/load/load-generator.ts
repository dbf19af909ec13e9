import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Address } from './connection.js';
import type { Order, Pace, Window } from './protocol.js';

const program = fileURLToPath(new URL('generate.js', import.meta.url));

/** Longer than any request may take. */
const PATIENCE_MS = 30_000;

/** Requests that keep coming until it is stopped or disposed of. */
export class LoadGenerator {
  readonly #child: ChildProcess;

  /** @param requests whole HTTP requests, taken in turn */
  constructor(target: { address: Address; requests: Uint8Array[] }, pace: Pace) {
    this.#child = fork(program, {
      execArgv: [],
      serialization: 'advanced', // requests travel as bytes
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.send({ go: { ...target, pace } } satisfies Order);
  }

  /** What was answered since the last time. */
  take(): Promise<Window> {
    return this.#tell({ take: true });
  }

  /** Sends no more. What was answered since the last time, once that is all. */
  stop(): Promise<Window> {
    return this.#tell({ stop: { patienceMs: PATIENCE_MS } });
  }

  [Symbol.dispose](): void {
    this.#child.kill();
  }

  async #tell(order: Order): Promise<Window> {
    const answered = once(this.#child, 'message');
    this.#child.send(order);
    const [window] = (await answered) as [Window];
    return window;
  }
}
