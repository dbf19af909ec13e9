import { monotonicMs, type Answer, type Rank } from './protocol.js';

/** An answer waits for the next one where that adds no more than this share to what its request has taken already. */
const SHARE = 1 / 4;

/** How much the newest time between two answers counts in what is expected. */
const NEWEST = 0.2;

/**
 * Answers on their way out of a lane. While a queue is long, several go together: each message wakes this service, the
 * gateway and the caller, and a wake-up costs more than what it is about. While it is short, each goes at once.
 */
export class HeldAnswers {
  readonly #send: (answers: Answer[]) => void;
  readonly #more: (rank: Rank) => boolean;
  #answers: Answer[] = [];
  /** The highest among them. */
  #rank: Rank = 'background';
  /** When the least patient of them goes, on `monotonicMs`. */
  #until = Infinity;
  #timer: NodeJS.Timeout | undefined;
  #deciding = false;
  /** When there were answers last; undefined once there was nothing more to do. */
  #last: number | undefined;
  /** Milliseconds from answers to answers while there is more to do. */
  #apart: number | undefined;

  /**
   * @param more whether there is anything to do whose answer one of that rank may wait for: of a batch, none that
   *   somebody waits for may
   */
  constructor(send: (answers: Answer[]) => void, more: (rank: Rank) => boolean) {
    this.#send = send;
    this.#more = more;
  }

  /** @param of its picture: `came`, when its request did, on `monotonicMs` */
  add(answer: Answer, { came, rank }: { came: number; rank: Rank }): void {
    const now = monotonicMs();
    this.#answers.push(answer);
    if (rank === 'live') this.#rank = rank;
    const until = now + (now - came) * SHARE;
    if (until < this.#until) {
      this.#until = until;
      clearTimeout(this.#timer); // set for one that is more patient
      this.#timer = undefined;
    }
    if (this.#deciding) return;
    this.#deciding = true;
    // The answers of one batch come in one turn.
    queueMicrotask(() => {
      this.#deciding = false;
      this.#decide(now);
    });
  }

  #decide(now: number): void {
    const more = this.#more(this.#rank);
    if (this.#last !== undefined) {
      const apart = now - this.#last;
      this.#apart = this.#apart === undefined ? apart : mix(this.#apart, apart);
    }
    this.#last = more ? now : undefined;
    if (!more || this.#apart === undefined || now + this.#apart > this.#until) this.#go();
    // What is decoded in other threads may take longer than was expected.
    else this.#timer ??= setTimeout(() => this.#go(), this.#until - now);
  }

  #go(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#until = Infinity;
    const answers = this.#answers;
    this.#answers = [];
    this.#rank = 'background';
    this.#send(answers);
  }
}

const mix = (lately: number, newest: number) => lately * (1 - NEWEST) + newest * NEWEST;
