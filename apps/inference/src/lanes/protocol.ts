import type { Code } from '@easel/errors';
import type { Release } from '@easel/models';
import type { Classified } from '../classifier.js';
import type { Place } from './shelf.js';

/** Which release in memory: a version that is loaded again is another one, whatever still becomes of the first. */
export type ReleaseKey = string;

/** Every picture that somebody waits for goes before those of a batch. */
export type Rank = 'live' | 'background';

/** A way to run a model. */
export interface Way {
  /** Lanes that run it; fewer than there are where each gives it several threads. */
  lanes: number;
  /** Threads that share the work of one run. */
  threads: number;
  /** Pictures that one run takes at most, of those that wait. */
  batch: number;
}

/** What a lane is asked, over its channel. */
export type Question =
  | {
      ask: 'load';
      id: number;
      key: ReleaseKey;
      release: Pick<Release, 'deployment' | 'version' | 'folder'>;
      way: Way;
    }
  | { ask: 'unload'; id: number; key: ReleaseKey }
  | {
      ask: 'classify';
      id: number;
      key: ReleaseKey;
      /** A file, or where it lies on the lane's shelf. */
      image: Uint8Array | Place;
      topNum: number;
      rank: Rank;
      due: number;
      /** When inference was asked, on `monotonicMs`. */
      came: number;
      /** Whether it is to say `begun`, because what it was doing if it dies matters. */
      watched: boolean;
    }
  /** Nobody waits for the answer to a picture any more: it is not begun if it has not been, but answered. */
  | { ask: 'drop'; id: number };

/** What it answers, in any order, matched by id. */
export type Answer =
  | { id: number; done: Classified | null }
  /** A fault of the caller or of the model, as it is told to whoever asked. */
  | { id: number; failed: { code: Code; detail: string } }
  /** A fault that nobody foresaw, or a model that does not load: words for the log. */
  | { id: number; broken: string }
  /** No answer yet: a picture that is watched was begun. */
  | { id: number; begun: true }
  /** Of no question: something that the operator should know, and why it is so. For the log. */
  | { id: 0; warning: string; cause: string };

/** The channel's file descriptor in the lane. */
export const CHANNEL_FD = 3;
/** And its shelf's, where it has one. */
export const SHELF_FD = 4;

/** Milliseconds on a clock that every process of this host shares and nobody can set. */
export const monotonicMs = (): number => Number(process.hrtime.bigint() / 1000n) / 1000;
