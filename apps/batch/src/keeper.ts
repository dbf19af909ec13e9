import { chunkJobId, queues, type Batch, type BatchStore, type ChunkJob } from '@easel/jobs';
import type { LeaseHolder } from '@easel/lease';
import type { Logger } from '@easel/platform';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { RedisTrouble } from './redis-trouble.js';
import type { Retention } from './retention.js';
import { Unfinished } from './unfinished.js';

const LOOK_EVERY_MS = 2000;
/** Chunks on the queue: of one batch, and of all of them, so that a hundred batches are no hundred times the work. */
const MOST = { batch: 200, all: 2000 };

const jobOptions = {
  removeOnComplete: true,
  removeOnFail: true,
  // For what nobody foresaw: a full disk, say. After the last try the job is gone, and put on the queue anew.
  attempts: 8,
  backoff: { type: 'exponential', delay: 1000 },
};

export interface KeeperParts {
  redis: Redis;
  trouble: RedisTrouble;
  store: BatchStore;
  lease: Pick<LeaseHolder, 'require'>;
  retention: Retention;
  log: Logger;
}

/**
 * Sees to it that what disk says is to be done is on the queue, and ends what is done. There may be several: a job's id
 * is never twice on the queue. So whatever Redis forgets is there again two seconds later.
 */
export class Keeper {
  readonly #parts: KeeperParts;
  readonly #queue: Queue;
  readonly #unfinished: Unfinished;
  #timer: NodeJS.Timeout | undefined;
  #lookedAt = performance.now();
  #looking = false;
  #again = false;
  #putting = false;
  #closed = false;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#unfinished = new Unfinished(parts.store, parts.log);
    this.#queue = new Queue(queues.chunks, { connection: parts.redis });
    this.#queue.on('error', parts.trouble.hear);
    this.wake();
  }

  /** Milliseconds since it had last looked through all batches. */
  get lookedAgo(): number {
    return performance.now() - this.#lookedAt;
  }

  /** Looks now, or again once it has looked. */
  readonly wake = (): void => {
    if (this.#closed) return;
    if (this.#looking) this.#again = true;
    else void this.#look();
  };

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#queue.close();
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#looking = true;
    this.#again = false;
    try {
      const batches = await this.#unfinished.list();
      const share = Math.min(MOST.batch, Math.ceil(MOST.all / Math.max(batches.length, 1)));
      const jobs = batches.flatMap((batch) => this.#wanting(batch, share));
      // Ends do not wait for Redis.
      if (!this.#putting) void this.#put(jobs);
    } catch (err) {
      this.#parts.log.error({ err }, 'the batches could not be looked through');
    }
    this.#looking = false;
    this.#lookedAt = performance.now();
    this.#next();
  }

  #next(): void {
    if (this.#closed) return;
    if (this.#again) setImmediate(this.wake);
    else this.#timer = setTimeout(this.wake, LOOK_EVERY_MS);
  }

  /** What of a batch belongs on the queue. Ends it where nothing will come any more. */
  #wanting(batch: Batch, share: number): ChunkJob[] {
    const { lease, log, retention } = this.#parts;
    try {
      const missing = this.#unfinished.missing(batch, share);
      if (missing.length === 0 || batch.wanted === 'cancel') {
        const state = missing.length === 0 ? 'finished' : 'cancelled';
        batch.finish(state);
        log.info({ batch: batch.id, pictures: batch.description.pictures }, `a batch is ${state}`);
        void retention.retire(batch);
        return [];
      }
      if (batch.wanted !== 'run' || !covers(lease, batch)) return [];
      return missing.map((chunk) => ({ batch: batch.id, chunk }));
    } catch (err) {
      log.error({ err, batch: batch.id }, 'a batch cannot be looked at');
      return [];
    }
  }

  async #put(jobs: ChunkJob[]): Promise<void> {
    this.#putting = true;
    try {
      const first = new Map<string, number>();
      const bulk = jobs.map((job) => {
        const from = first.get(job.batch) ?? job.chunk;
        first.set(job.batch, from);
        // How far it is from where its batch stands: a new batch begins at once, however much of another waits.
        const priority = job.chunk - from + 1;
        return {
          name: 'chunk',
          data: job,
          opts: { ...jobOptions, priority, jobId: chunkJobId(job) },
        };
      });
      const { trouble, redis } = this.#parts;
      if (bulk.length > 0) {
        await this.#queue.addBulk(bulk);
        trouble.over();
      } else {
        await redis.ping();
        trouble.answered();
      }
    } catch (error) {
      if (!this.#closed) this.#parts.trouble.hear(error as Error);
    }
    this.#putting = false;
  }
}

/** Without a licence a chunk would be put down again at once. */
function covers(lease: Pick<LeaseHolder, 'require'>, { description }: Batch): boolean {
  try {
    lease.require(description.deployment);
    return true;
  } catch {
    return false;
  }
}
