import { Rng } from '@easel/demo-model';
import { Connection } from './connection.js';
import type { Load, Stop } from './load.js';
import { inTurn } from './request.js';

/** When requests come, in milliseconds from the beginning: independent of each other, `perSecond` on average. */
export function* arrivals(perSecond: number, seed = 1): Generator<number, never> {
  const rng = new Rng(seed, 'arrivals');
  for (let at = 0; ;) {
    at += (-Math.log(1 - rng.between(0, 1)) * 1000) / perSecond;
    yield at;
  }
}

/**
 * An open loop: requests come when they come, whether earlier ones were answered or not. What an answer took counts from
 * the moment at which its request should have come, also when no connection was free or this process was late.
 */
export function arrive(
  { address, requests, book }: Load,
  { perSecond, connections }: { perSecond: number; connections: number },
): Stop {
  const schedule = arrivals(perSecond);
  const turns = inTurn(requests);
  const open = new Set<Connection>();
  const idle: Connection[] = [];
  let late: number[] = [];
  let due = schedule.next().value;
  const begun = performance.now();

  const send = (scheduled: number) => {
    const connection = idle.pop() ?? (open.size < connections ? fresh() : undefined);
    if (!connection) return void late.push(scheduled);
    const { bytes, deserves } = turns.next().value;
    connection.ask(bytes, (outcome) => {
      book.answered(outcome, performance.now() - begun - scheduled, deserves);
      if (connection.open) idle.push(connection);
      else open.delete(connection);
      const next = late.shift();
      if (next !== undefined) send(next);
    });
  };
  const fresh = () => {
    const connection = new Connection(address);
    open.add(connection);
    return connection;
  };
  const timer = setInterval(() => {
    for (const now = performance.now() - begun; due <= now; due = schedule.next().value) {
      book.asked(now - due);
      send(due);
    }
  }, 1);
  return async (patienceMs) => {
    clearInterval(timer);
    book.neverSent(late.length);
    late = [];
    await book.allAnswered(patienceMs);
    for (const connection of open) connection.hangUp();
  };
}
