import type { Outcome } from './connection.js';

/** Milliseconds, as `Server-Timing` has them. */
type Stages = Record<string, number>;

/** What was answered in a window of time. */
export interface Answers {
  /** By outcome, the milliseconds that each took, in the order of the answers. */
  latencies: Record<string, number[]>;
  /** The mean over the results that were looked at. */
  stages: Stages;
}

/** Reading a header costs the generator time, and the mean of every eighth is as good. */
const LOOK_AT_EVERY = 8;

/** Takes down answers. */
export class AnswerBook {
  #latencies: Record<string, number[]> = {};
  readonly #stages = new Map<string, number>();
  #looked = 0;
  #results = 0;

  note({ outcome, head }: Outcome, latencyMs: number): void {
    (this.#latencies[outcome] ??= []).push(latencyMs);
    if (outcome !== 'ok' || head === undefined) return;
    this.#results += 1;
    if (this.#results % LOOK_AT_EVERY === 0) this.#look(head);
  }

  /** What was noted since the last time. */
  take(): Answers {
    const stages = Object.fromEntries(
      [...this.#stages].map(([stage, sum]) => [stage, sum / this.#looked]),
    );
    const latencies = this.#latencies;
    this.#latencies = {};
    this.#stages.clear();
    this.#looked = 0;
    return { latencies, stages };
  }

  #look(head: string): void {
    const [, timing] = /\r\nserver-timing: *([^\r]*)/i.exec(head) ?? [];
    if (timing === undefined) return;
    this.#looked += 1;
    for (const [, stage = '', ms] of timing.matchAll(/(\w+);dur=([\d.]+)/g))
      this.#stages.set(stage, (this.#stages.get(stage) ?? 0) + Number(ms));
  }
}
