import { Connection } from './connection.js';
import type { Load, Stop } from './load.js';

/** What is refused is tried again a little later, as by a real caller. */
const AGAIN_MS = 50;

/** A closed loop: so many callers, each with one request under way. */
export function callInTurn({ address, requests, book }: Load, callers: number): Stop {
  let [turn, stopped] = [0, false];
  const next = () => requests[turn++ % requests.length] ?? new Uint8Array();
  for (let caller = 0; caller < callers; caller += 1) {
    let connection = new Connection(address);
    const call = () => {
      if (stopped) {
        connection.close();
        return;
      }
      if (!connection.open) connection = new Connection(address);
      const begun = performance.now();
      book.asked();
      connection.ask(next(), (outcome) => {
        book.answered(outcome, performance.now() - begun);
        if (outcome.outcome === 'ok') call();
        else setTimeout(call, AGAIN_MS);
      });
    };
    call();
  }
  return () => (stopped = true);
}
