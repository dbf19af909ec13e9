import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import type { Ended } from './operator.js';

/** A command that is at work, and what it has said so far. */
export class Running {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #said = { stdout: '', stderr: '' };

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => (this.#said.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (this.#said.stderr += chunk.toString()));
    child.stdin.end();
    this.ended = once(child, 'close').then(([status]) => ({
      status: status as number | null,
      ...this.#said,
    }));
  }

  /** Until it has said this beside its answer. */
  async notes(text: string): Promise<void> {
    while (!this.#said.stderr.includes(text)) await once(this.#child.stderr, 'data');
  }

  ctrlC(): Promise<Ended> {
    this.#child.kill('SIGINT');
    return this.ended;
  }
}
