import type { AnswerBook } from './answer-book.js';
import { Connection, type Address } from './connection.js';

/** What is refused is tried again a little later, as by a real caller. */
const AGAIN_MS = 50;

export interface Load {
  address: Address;
  /** Whole HTTP requests, taken in turn. */
  requests: Uint8Array[];
  book: AnswerBook;
}

/** A closed loop: so many callers, each with one request under way, for as long as the process lives. */
export function callInTurn({ address, requests, book }: Load, callers: number): void {
  let turn = 0;
  const next = () => requests[turn++ % requests.length] ?? new Uint8Array();
  for (let caller = 0; caller < callers; caller += 1) {
    let connection = new Connection(address);
    const call = () => {
      if (!connection.open) connection = new Connection(address);
      const begun = performance.now();
      connection.ask(next(), (outcome) => {
        book.note(outcome, performance.now() - begun);
        if (outcome.outcome === 'ok') call();
        else setTimeout(call, AGAIN_MS);
      });
    };
    call();
  }
}
