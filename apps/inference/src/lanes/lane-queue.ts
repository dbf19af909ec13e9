import { monotonicMs, type Answer, type Question } from './protocol.js';

export type Picture = Extract<Question, { ask: 'classify' }>;

/**
 * While there is more to do an answer waits this long for the next: handing it over wakes two processes that then want
 * this lane's core.
 */
const HOLD_MS = 2;

interface LaneQueueOptions {
  /** Never rejects. */
  answer: (picture: Picture) => Promise<Answer>;
  send: (answers: Answer[]) => void;
  /** Pictures that are begun before others are answered. */
  atOnce: () => number;
}

/** What a lane holds ahead: pictures that wait for it, and answers that wait for each other. */
export class LaneQueue {
  readonly #options: LaneQueueOptions;
  readonly #waiting: Picture[] = [];
  #running = 0;
  #answers: Answer[] = [];
  #heldSince = 0;

  constructor(options: LaneQueueOptions) {
    this.#options = options;
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
    this.#settle({ id, failed: { code: 336100, detail: 'nobody waits for the answer any more' } });
  }

  #feed(): void {
    while (this.#running < this.#options.atOnce()) {
      const picture = this.#waiting.shift();
      if (!picture) return;
      this.#running += 1;
      void this.#options.answer(picture).then((answer) => {
        this.#running -= 1;
        this.#feed(); // before the answer is sent: the next picture has waited longer
        this.#settle(answer);
      });
    }
  }

  #settle(answer: Answer): void {
    if (this.#answers.length === 0) this.#heldSince = monotonicMs();
    this.#answers.push(answer);
    if (this.#running > 0 && monotonicMs() - this.#heldSince < HOLD_MS) return;
    const answers = this.#answers;
    this.#answers = [];
    this.#options.send(answers);
  }
}
