import type { inference } from '@easel/rpc';
import type { Replica } from './replica.js';
import { Unavailable } from './unavailable.js';

/** How busy all replicas of inference are together. */
export class CommonLoad {
  readonly #replicas: () => readonly Replica[];

  constructor(replicas: () => readonly Replica[]) {
    this.#replicas = replicas;
  }

  /** Undefined while none is in reach. */
  get now(): inference.Load | undefined {
    const loads = this.#replicas().flatMap(({ load }) => load.now ?? []);
    return loads.length > 1 ? loads.reduce(together) : loads[0];
  }

  /**
   * Refuses what inference would refuse, before it is received and sent on.
   * @throws Unavailable when every replica is full, or an answer would take longer than `deadlineMs`.
   */
  require(deadlineMs: number): void {
    const { expectedWaitMs: wait = 0, full = false, requests } = this.now ?? {};
    const seconds = Math.max(1, Math.ceil(wait / 1000));
    if (full) throw new Unavailable('busy', `${requests} requests are waiting`, { seconds });
    if (wait > deadlineMs)
      throw new Unavailable(
        'busy',
        `the wait of about ${wait} ms is over the deadline of ${deadlineMs} ms`,
        { seconds },
      );
  }
}

/** The next picture goes where there is room: the shortest wait counts, and one that is not full. */
const together = (one: inference.Load, other: inference.Load): inference.Load => ({
  expectedWaitMs: Math.min(one.expectedWaitMs, other.expectedWaitMs),
  full: one.full && other.full,
  requests: one.requests + other.requests,
  bytes: one.bytes + other.bytes,
  lanes: one.lanes + other.lanes,
  lanesReady: one.lanesReady + other.lanesReady,
  laneRestarts: one.laneRestarts + other.laneRestarts,
  refused: sum(one.refused, other.refused),
  background: {
    requests: (one.background?.requests ?? 0) + (other.background?.requests ?? 0),
    bytes: (one.background?.bytes ?? 0) + (other.background?.bytes ?? 0),
    refused: sum(one.background?.refused ?? [], other.background?.refused ?? []),
  },
});

function sum(one: inference.RefusalCount[], other: inference.RefusalCount[]) {
  const counts = new Map<string, number>();
  for (const { reason, count } of [...one, ...other])
    counts.set(reason, (counts.get(reason) ?? 0) + count);
  return Array.from(counts, ([reason, count]) => ({ reason, count }));
}
