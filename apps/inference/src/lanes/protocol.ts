import type { Code } from '@easel/errors';
import type { Release } from '@easel/models';
import type { Classified } from '../classifier.js';

/** Which release in memory: a version that is loaded again is another one, whatever still becomes of the first. */
export type ReleaseKey = string;

/** What a lane is asked, over the IPC channel of its process. */
export type Question =
  | {
      ask: 'load';
      id: number;
      key: ReleaseKey;
      release: Pick<Release, 'deployment' | 'version' | 'folder'>;
    }
  | { ask: 'unload'; id: number; key: ReleaseKey }
  | {
      ask: 'classify';
      id: number;
      key: ReleaseKey;
      image: Uint8Array;
      topNum: number;
      due: number;
    };

/** What it answers, in any order, matched by id. */
export type Answer =
  | { id: number; done: Classified | null }
  /** A fault of the caller or of the model, as it is told to whoever asked. */
  | { id: number; failed: { code: Code; detail: string } }
  /** A fault that nobody foresaw, or a model that does not load: words for the log. */
  | { id: number; broken: string };

/** Milliseconds on a clock that every process of this host shares and nobody can set. */
export const monotonicMs = (): number => Number(process.hrtime.bigint() / 1000n) / 1000;
