import type { Manifest } from '@easel/models';

/** What a trial lane is asked, one question at a time, over the IPC channel of its process. */
export type TrialQuestion =
  | { ask: 'load'; file: string; manifest: Manifest; threads: number }
  /** Runs the model with `batch` pictures, once at least, and holds the answers against each picture's own. */
  | { ask: 'warm'; batch: number }
  /** Runs it for `ms` and `runs` times at least, from `startAt` on. */
  | { ask: 'run'; batch: number; ms: number; runs: number; startAt: number };

/** What it answers, question by question. */
export interface TrialAnswers {
  load: { places: number };
  /** Of one run. */
  warm: { ms: number };
  run: { imagesPerSecond: number };
}

/** Why it has no answer: the model does not load, or not do that. */
export interface Unfit {
  unfit: string;
}
