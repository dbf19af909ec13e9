import { Connection } from './connection.js';
import type { Load, Stop } from './load.js';
import { inTurn } from './request.js';

/** What is refused is tried again a little later, as by a real caller. */
const AGAIN_MS = 50;

/** A closed loop: so many callers, each with one request under way. */
export function callInTurn({ address, requests, book }: Load, callers: number): Stop {
  const turns = inTurn(requests);
  let stopped = false;
  const connections: Connection[] = [];
  const connectionOf = (caller: number): Connection => {
    const kept = connections[caller];
    return kept?.open ? kept : (connections[caller] = new Connection(address));
  };
  const call = (caller: number) => {
    if (stopped) return;
    const begun = performance.now();
    const { bytes, deserves } = turns.next().value;
    book.asked();
    connectionOf(caller).ask(bytes, (outcome) => {
      book.answered(outcome, performance.now() - begun, deserves);
      if (outcome.outcome === 'ok') call(caller);
      else setTimeout(call, AGAIN_MS, caller);
    });
  };
  for (let caller = 0; caller < callers; caller += 1) call(caller);
  return async (patienceMs) => {
    stopped = true;
    await book.allAnswered(patienceMs);
    for (const connection of connections) connection.hangUp();
  };
}
