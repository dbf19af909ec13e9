import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { EaselError } from '@easel/errors';
import { ModelError } from '@easel/models';
import type { Classified } from '../classifier.js';
import { monotonicMs, type Answer, type Question } from './protocol.js';

/** By the package's name, so that it is the built one wherever this file is run from. */
const program = createRequire(import.meta.url).resolve('@easel/inference/lane');

/** A lane ended while it held a question: killed, crashed, or out of memory. */
export class LaneDied extends Error {
  override name = 'LaneDied';
  /** When the lane was started, on `monotonicMs`. */
  readonly born: number;

  constructor(how: string, born: number) {
    super(how);
    this.born = born;
  }
}

/** A question as whoever asks words it: the number is the lane's own affair. */
export type Wording = Question extends infer Q
  ? Q extends Question
    ? Omit<Q, 'id'>
    : never
  : never;

interface Waiting {
  resolve: (done: Classified | null) => void;
  reject: (error: Error) => void;
}

/** The parent's end of one lane. */
export class LaneProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  /** How it ended, once it has: for the log. */
  readonly ended: Promise<string>;
  readonly #born = monotonicMs();
  #next = 0;
  #how: string | undefined;

  /** @param path the program of the lane; tests give one that dies as they please */
  constructor(path = program) {
    this.#child = fork(path, {
      serialization: 'advanced', // images travel as bytes, not as JSON
      execArgv: [],
    });
    this.#child.on('message', (answer: Answer) => this.#settle(answer));
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.#how = how;
        for (const { reject } of this.#waiting.values()) reject(new LaneDied(how, this.#born));
        this.#waiting.clear();
        resolve(how);
      };
      this.#child.once('error', (error) => end(error.message));
      this.#child.once('exit', (code, signal) => end(signal ?? `exit status ${code ?? '?'}`));
    });
  }

  get alive(): boolean {
    return this.#how === undefined;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * @param limitMs after which the lane is stuck in native code, and would be for ever: it is killed.
   * @throws EaselError, ModelError, LaneDied, or an Error that nobody foresaw.
   */
  async ask(wording: Wording, limitMs: number): Promise<Classified | null> {
    const stuck = setTimeout(() => this.kill(), limitMs);
    try {
      return await this.#ask(wording);
    } finally {
      clearTimeout(stuck);
    }
  }

  #ask(wording: Wording): Promise<Classified | null> {
    if (this.#how !== undefined) return Promise.reject(new LaneDied(this.#how, this.#born));
    const id = ++this.#next;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      // A dead child answers through `ended`; the error of the send says nothing more.
      this.#child.send({ ...wording, id }, () => undefined);
    });
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) return;
    this.#waiting.delete(answer.id);
    if ('done' in answer) waiting.resolve(answer.done);
    else if ('failed' in answer)
      waiting.reject(
        answer.failed.code === 336100
          ? new EaselError(336100, answer.failed.detail, { retryAfter: 1 })
          : new EaselError(answer.failed.code, answer.failed.detail),
      );
    else waiting.reject(new ModelError(answer.broken));
  }
}
