import { EaselError } from '@easel/errors';
import { HeldAnswers } from './held-answers.js';
import { monotonicMs, type Answer, type Question, type Rank } from './protocol.js';

export type Picture = Extract<Question, { ask: 'classify' }>;

interface LaneQueueOptions {
  /** Never rejects. */
  answer: (picture: Picture) => Promise<Answer>;
  send: (answers: Answer[]) => void;
  /** Pictures that a model takes at once. */
  batch: () => number;
}

/** Pictures that wait in a lane, which holds some ahead. */
export class LaneQueue {
  readonly #options: LaneQueueOptions;
  readonly #held: HeldAnswers;
  readonly #waiting: Record<Rank, Picture[]> = { live: [], background: [] };
  readonly #running: Record<Rank, number> = { live: 0, background: 0 };

  constructor(options: LaneQueueOptions) {
    this.#options = options;
    this.#held = new HeldAnswers(
      options.send,
      (rank) => (rank === 'live' ? this.#running.live : this.#begun) > 0,
    );
  }

  add(picture: Picture): void {
    this.#waiting[picture.rank].push(picture);
    this.#feed();
  }

  /** Answers a picture without looking at it, unless it was begun. */
  drop(id: number): void {
    for (const waiting of Object.values(this.#waiting)) {
      const place = waiting.findIndex((picture) => picture.id === id);
      if (place < 0) continue;
      waiting.splice(place, 1);
      this.#giveUp(id, 'nobody waits for the answer any more');
    }
  }

  #feed(): void {
    for (let next = this.#next(); next; next = this.#next()) {
      const picture = next;
      const { rank } = picture;
      this.#running[rank] += 1;
      void this.#options.answer(picture).then((answer) => {
        this.#running[rank] -= 1;
        this.#giveUpLate();
        this.#feed();
        this.#held.add(answer, picture);
      });
    }
  }

  /**
   * Of those that somebody waits for as many as the model takes at once are in it, and as many wait for it, or are decoded
   * by libvips in other threads. None of a batch waits there: what comes meanwhile would have to wait for it.
   */
  #next(): Picture | undefined {
    const { live, background } = this.#waiting;
    const batch = this.#options.batch();
    if (live.length > 0) return this.#begun < 2 * batch ? live.shift() : undefined;
    return this.#begun < batch ? background.shift() : undefined;
  }

  get #begun(): number {
    return this.#running.live + this.#running.background;
  }

  /** What starves here would count as stuck, and its lane be killed for it. */
  #giveUpLate(): void {
    const now = monotonicMs();
    const waiting = this.#waiting.background;
    for (const { id } of waiting.filter(({ due }) => due < now))
      this.#giveUp(id, 'the deadline passed before decoding');
    this.#waiting.background = waiting.filter(({ due }) => due >= now);
  }

  #giveUp(id: number, words: string): void {
    const { code, detail } = EaselError.unavailable(words, 1);
    this.#options.send([{ id, failed: { code, detail } }]);
  }
}
