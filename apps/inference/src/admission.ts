import { EaselError } from '@easel/errors';
import type { LanePool } from './lanes/lane-pool.js';
import type { Rank } from './lanes/protocol.js';

/** What a request asks of admission. */
export interface Request {
  /** What it will hold while it waits and is decoded: its file and its pixels. */
  bytes: number;
  /** Milliseconds left for the answer. */
  deadlineMs: number;
}

/** Why there was no place. */
export type Refusal = 'queue' | 'bytes' | 'wait';

/** Of all places, so many must be free before pictures are sent again. */
const ROOM_AGAIN = 1 / 8;

/** Of pictures of a batch, for each lane: whoever walks a batch keeps the others where they are, on disk. */
const BACKGROUND_PLACES = 16;
/** Of the bytes that others may take, so much more. */
const BACKGROUND_BYTES = 1 / 4;

/** One for each rank: a batch takes no place from whoever waits for an answer. */
export const admissions = (
  limits: Limits,
  pool: Pick<LanePool, 'lanes' | 'expectedWaitMs'>,
): Record<Rank, Admission> => ({
  live: new Admission(limits, () => pool.expectedWaitMs()),
  background: new Admission(
    { requests: BACKGROUND_PLACES * pool.lanes, bytes: BACKGROUND_BYTES * limits.bytes },
    () => 0,
  ),
});

interface Limits {
  requests: number;
  bytes: number;
}

/** Decides who may wait. Bounded in requests and in bytes, because 200 waiting photos can be 12 GB of pixels. */
export class Admission {
  readonly #limits: Limits;
  readonly #expectedWaitMs: () => number;
  readonly #listeners = new Set<() => void>();
  #requests = 0;
  #bytes = 0;
  #full = false;
  /** How often there was no place, by why. */
  readonly refused: Record<Refusal, number> = { queue: 0, bytes: 0, wait: 0 };

  constructor(limits: Limits, expectedWaitMs: () => number) {
    this.#limits = limits;
    this.#expectedWaitMs = expectedWaitMs;
  }

  /** Pictures that hold a place. */
  get requests(): number {
    return this.#requests;
  }

  /** What they take. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Whether whoever sends pictures should stop for a while: from when there is no place, however small the picture,
   * until an eighth of the places is free, so that it does not change with every picture that goes.
   */
  get full(): boolean {
    return this.#full;
  }

  /**
   * Calls `listener` whenever `full` has changed.
   * @returns how to end that.
   */
  onFull(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Takes a place until it is disposed of.
   * @throws EaselError 336100 at once when there is none, or when the answer would come too late: a late refusal
   *   helps nobody.
   */
  enter({ bytes, deadlineMs }: Request): Disposable {
    const wait = this.#expectedWaitMs();
    const refuse = (reason: Refusal, words: string) => {
      this.refused[reason] += 1;
      return EaselError.unavailable(words, Math.max(1, Math.ceil(wait / 1000)));
    };
    if (this.#requests >= this.#limits.requests)
      throw refuse('queue', `${this.#requests} requests are waiting`);
    // One alone is always let in, however large: the picture limits bound it already.
    if (this.#requests > 0 && this.#bytes + bytes > this.#limits.bytes)
      throw refuse('bytes', `${mib(this.#bytes)} MiB of pictures are waiting`);
    if (wait > deadlineMs)
      throw refuse(
        'wait',
        `the wait of about ${Math.round(wait)} ms is over the deadline of ${deadlineMs} ms`,
      );
    this.#hold(1, bytes);
    let held = true;
    return {
      [Symbol.dispose]: () => {
        if (!held) return;
        held = false;
        this.#hold(-1, -bytes);
      },
    };
  }

  #hold(requests: number, bytes: number): void {
    this.#requests += requests;
    this.#bytes += bytes;
    const taken = Math.max(
      this.#requests / this.#limits.requests,
      this.#bytes / this.#limits.bytes,
    );
    const full = taken >= 1 || (this.#full && taken > 1 - ROOM_AGAIN);
    if (full === this.#full) return;
    this.#full = full;
    for (const listener of this.#listeners) listener();
  }
}

const mib = (bytes: number) => Math.round(bytes / 2 ** 20);
