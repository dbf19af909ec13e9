import { queues, upkeepJobs, type BatchStore } from '@easel/jobs';
import type { Logger } from '@easel/platform';
import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { RedisTrouble } from './redis-trouble.js';
import type { Retention } from './retention.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Redis may have forgotten. */
const SCHEDULE_EVERY_MS = 60_000;
const RETRY_MS = 5000;

export interface UpkeepParts {
  redis: Redis;
  trouble: RedisTrouble;
  store: BatchStore;
  retention: Retention;
  log: Logger;
}

/** What is done now and then, by one worker of all: Redis says by whom. */
export class Upkeep {
  readonly #parts: UpkeepParts;
  readonly #queue: Queue;
  readonly #worker: Worker;
  readonly #timer: NodeJS.Timeout;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
    const { redis, trouble, retention } = parts;
    const work: Record<string, () => Promise<void>> = {
      [upkeepJobs.retention]: () => retention.sweep(),
      [upkeepJobs.summary]: () => this.#summarise(),
    };
    this.#queue = new Queue(queues.upkeep, { connection: redis });
    this.#worker = new Worker(queues.upkeep, async ({ name }) => work[name]?.(), {
      ...{ connection: redis, runRetryDelay: RETRY_MS },
    });
    this.#queue.on('error', trouble.hear);
    this.#worker.on('error', trouble.hear);
    this.#timer = setInterval(() => void this.#schedule(), SCHEDULE_EVERY_MS);
    void this.#schedule();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([this.#queue.close(), this.#worker.close()]);
  }

  async #schedule(): Promise<void> {
    const opts = { removeOnComplete: true, removeOnFail: true };
    try {
      for (const [name, every] of [
        [upkeepJobs.retention, HOUR_MS],
        [upkeepJobs.summary, DAY_MS],
      ] as const)
        await this.#queue.upsertJobScheduler(name, { every }, { name, opts });
    } catch (error) {
      this.#parts.trouble.hear(error as Error);
    }
  }

  /** What a day of batches was, in one line of the log. */
  async #summarise(): Promise<void> {
    const { store, log } = this.#parts;
    const since = Date.now() - DAY_MS;
    const day = { made: 0, finished: 0, cancelled: 0, pictures: 0, unfinished: 0 };
    for (const id of await store.ids()) {
      const batch = store.openAny(id, (err) =>
        log.warn({ err, batch: id }, 'a batch is unreadable'),
      );
      if (!batch) continue;
      const { description, end } = batch;
      if (description.createdMs > since) day.made += 1;
      if (!end) day.unfinished += 1;
      else if (end.atMs > since) {
        day[end.state] += 1;
        if (end.state === 'finished') day.pictures += description.pictures;
      }
    }
    log.info(day, 'batches of the last day');
  }
}
