import { setTimeout as passed } from 'node:timers/promises';
import type { BatchStatus } from '@easel/contract';
import type { Batch } from '@easel/jobs';
import { HttpProblem } from '../http/http-problem.js';
import type { Statuses } from './statuses.js';

/** Who may look on at once. Those who watch the same batch ask the disk together. */
const MOST = 100;
const EVERY_MS = 1000;
/** Proxies end a connection on which nothing is said. */
const HEARTBEAT_MS = 15_000;

/** Those who look on while batches are worked on, by server-sent events. */
export class Watchers {
  readonly #statuses: Pick<Statuses, 'of'>;
  readonly #stop = new AbortController();
  #watching = 0;

  constructor(statuses: Pick<Statuses, 'of'>) {
    this.#statuses = statuses;
  }

  /**
   * Says how the batch stands now, and again whenever that has changed, until it has ended or is gone.
   * @param gone aborts when the watcher leaves
   * @throws HttpProblem 503 when too many look on
   */
  watch(batch: Batch, gone: AbortSignal): AsyncGenerator<string, void, void> {
    if (this.#watching >= MOST) throw HttpProblem.later(503, `${MOST} look on already`, 5);
    this.#watching += 1;
    const left = AbortSignal.any([gone, this.#stop.signal]);
    let over = false;
    const leave = () => {
      if (over) return;
      over = true;
      this.#watching -= 1;
    };
    left.addEventListener('abort', leave);
    if (left.aborted) leave();
    return this.#events(batch, left, leave);
  }

  /** All of them are let go: whoever wants to know more comes again. */
  close(): void {
    this.#stop.abort();
  }

  async *#events(
    batch: Batch,
    left: AbortSignal,
    leave: () => void,
  ): AsyncGenerator<string, void, void> {
    try {
      let last = '';
      let saidAt = performance.now();
      while (!left.aborted) {
        const status = await this.#statuses.of(batch, EVERY_MS / 2);
        const said = `event: progress\ndata: ${JSON.stringify(status)}\n\n`;
        const now = performance.now();
        if (said !== last) {
          yield said;
          saidAt = now;
        } else if (now - saidAt >= HEARTBEAT_MS) {
          yield ': still here\n\n';
          saidAt = now;
        }
        last = said;
        if (hasEnded(status)) return;
        await passed(EVERY_MS, undefined, { signal: left }).catch(() => undefined);
      }
    } finally {
      leave();
    }
  }
}

const hasEnded = ({ ended_at }: BatchStatus) => ended_at !== null;
