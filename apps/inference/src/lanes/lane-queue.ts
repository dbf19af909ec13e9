import { HeldAnswers } from './held-answers.js';
import type { Answer, Question } from './protocol.js';

export type Picture = Extract<Question, { ask: 'classify' }>;

interface LaneQueueOptions {
  /** Never rejects. */
  answer: (picture: Picture) => Promise<Answer>;
  send: (answers: Answer[]) => void;
  /** Pictures that are begun before others are answered. */
  atOnce: () => number;
}

/** Pictures that wait in a lane, which holds some ahead. */
export class LaneQueue {
  readonly #options: LaneQueueOptions;
  readonly #held: HeldAnswers;
  readonly #waiting: Picture[] = [];
  #running = 0;

  constructor(options: LaneQueueOptions) {
    this.#options = options;
    this.#held = new HeldAnswers(options.send, () => this.#running > 0);
  }

  add(picture: Picture): void {
    this.#waiting.push(picture);
    this.#feed();
  }

  /** Answers a picture without looking at it, unless it was begun. */
  drop(id: number): void {
    const place = this.#waiting.findIndex((picture) => picture.id === id);
    if (place < 0) return;
    this.#waiting.splice(place, 1);
    const detail = 'nobody waits for the answer any more';
    this.#options.send([{ id, failed: { code: 336100, detail } }]);
  }

  #feed(): void {
    while (this.#running < this.#options.atOnce()) {
      const picture = this.#waiting.shift();
      if (!picture) return;
      this.#running += 1;
      void this.#options.answer(picture).then((answer) => {
        this.#running -= 1;
        this.#feed();
        this.#held.add(answer, picture.came);
      });
    }
  }
}
