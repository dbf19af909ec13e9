import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from './connection.js';

/** What was answered in a window of time. */
export interface Answers {
  /** By outcome, the milliseconds that each took, in the order of the answers. */
  latencies: Record<string, number[]>;
  /** Milliseconds, as `Server-Timing` has them: the mean over the results that were looked at. */
  stages: Record<string, number>;
  /** Requests that are under way when the window ends. */
  waiting: number;
  /** Of an open loop: milliseconds that requests were sent, or tried to be, after they were due. */
  lateness: number[];
  /** Since the beginning: answers other than a request deserves and than 336100, which any may get. */
  undeserved: Record<string, number>;
}

/** What a request is answered with that may be tried again, whatever it asks for. */
const BUSY = '336100';

/** Reading a header costs the generator time, and the mean of every eighth is as good. */
const LOOK_AT_EVERY = 8;

/** Takes down requests and their answers. */
export class AnswerBook {
  #latencies: Record<string, number[]> = {};
  #lateness: number[] = [];
  readonly #undeserved: Record<string, number> = {};
  readonly #stages = new Map<string, number>();
  #looked = 0;
  #results = 0;
  #waiting = 0;
  #whenNone: (() => void) | undefined;

  get waiting(): number {
    return this.#waiting;
  }

  /** @param lateMs after which it is sent; nothing in a closed loop */
  asked(lateMs?: number): void {
    this.#waiting += 1;
    if (lateMs !== undefined) this.#lateness.push(lateMs);
  }

  answered({ outcome, head }: Outcome, latencyMs: number, deserves: string): void {
    (this.#latencies[outcome] ??= []).push(latencyMs);
    if (outcome !== deserves && outcome !== BUSY) {
      const what = `${outcome} in place of ${deserves}`;
      this.#undeserved[what] = (this.#undeserved[what] ?? 0) + 1;
    }
    if (outcome === 'ok' && head !== undefined && this.#results++ % LOOK_AT_EVERY === 0)
      this.#look(head);
    this.#settled(1);
  }

  /** So many that were due were never sent, and will not be. */
  neverSent(count: number): void {
    this.#settled(count);
  }

  /** Resolves once nothing is under way, or patience is over. */
  async allAnswered(patienceMs: number): Promise<void> {
    if (this.#waiting === 0) return;
    const none = new Promise<void>((resolve) => (this.#whenNone = resolve));
    await Promise.race([none, sleep(patienceMs, undefined, { ref: false })]);
  }

  /** What was answered since the last time. */
  take(): Answers {
    const stages = Object.fromEntries(
      [...this.#stages].map(([stage, sum]) => [stage, sum / this.#looked]),
    );
    const [latencies, lateness] = [this.#latencies, this.#lateness];
    this.#latencies = {};
    this.#lateness = [];
    this.#stages.clear();
    this.#looked = 0;
    return {
      latencies,
      stages,
      waiting: this.#waiting,
      lateness,
      undeserved: { ...this.#undeserved },
    };
  }

  #settled(count: number): void {
    this.#waiting -= count;
    if (this.#waiting === 0) this.#whenNone?.();
  }

  #look(head: string): void {
    const [, timing] = /\r\nserver-timing: *([^\r]*)/i.exec(head) ?? [];
    if (timing === undefined) return;
    this.#looked += 1;
    for (const [, stage = '', ms] of timing.matchAll(/(\w+);dur=([\d.]+)/g))
      this.#stages.set(stage, (this.#stages.get(stage) ?? 0) + Number(ms));
  }
}
