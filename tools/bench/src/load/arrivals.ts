import { Rng } from '@easel/demo-model';
import { Connection } from './connection.js';
import type { Load, Stop } from './load.js';

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
  const idle: Connection[] = [];
  const late: number[] = [];
  let [open, turn, due, stopped] = [0, 0, schedule.next().value, false];
  const begun = performance.now();

  const send = (scheduled: number) => {
    const connection = idle.pop() ?? (open < connections ? fresh() : undefined);
    if (!connection) return void late.push(scheduled);
    connection.ask(requests[turn++ % requests.length] ?? new Uint8Array(), (outcome) => {
      book.answered(outcome, performance.now() - begun - scheduled);
      if (!connection.open) open -= 1;
      else if (stopped) connection.close();
      else idle.push(connection);
      const next = late.shift();
      if (next !== undefined) send(next);
    });
  };
  const fresh = () => {
    open += 1;
    return new Connection(address);
  };
  const timer = setInterval(() => {
    for (const now = performance.now() - begun; due <= now; due = schedule.next().value) {
      book.asked(now - due);
      send(due);
    }
  }, 1);
  return () => {
    stopped = true;
    clearInterval(timer);
    for (const connection of idle) connection.close();
  };
}
