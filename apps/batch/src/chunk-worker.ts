import { chunkJobSchema, queues, type Batch, type BatchStore } from '@easel/jobs';
import type { LeaseHolder } from '@easel/lease';
import type { Logger } from '@easel/platform';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { Chunk, PutDown, type Tools } from './chunk.js';
import type { RedisTrouble } from './redis-trouble.js';

/** A killed worker's chunk is found after its lock, by the second look at the latest: within 12 s. */
const LOCK_MS = 6000;
const LOOK_MS = 3000;
const RETRY_MS = 2000;
/** So long what is in hand waits for inference; then others, who may ask another, are left to do it. */
const AWAY_MS = 10_000;

export interface ChunkWorkerParts {
  redis: Redis;
  trouble: RedisTrouble;
  store: BatchStore;
  lease: Pick<LeaseHolder, 'require'>;
  tools: Tools;
  /** Chunks at once. */
  chunks: number;
  /** Told when there is nothing left in hand. */
  onIdle: () => void;
  log: Logger;
}

/** Takes chunks off the queue and writes their results. A chunk that is not to be done is put down, and nothing else. */
export class ChunkWorker {
  readonly #parts: ChunkWorkerParts;
  readonly #worker: Worker;
  readonly #inHand = new Set<Chunk>();
  #stopping = false;
  #away = false;
  #leaving: NodeJS.Timeout | undefined;

  constructor(parts: ChunkWorkerParts) {
    this.#parts = parts;
    const { redis, trouble, chunks, log } = parts;
    this.#worker = new Worker(queues.chunks, ({ data }) => this.#do(data), {
      ...{ connection: redis, concurrency: chunks, runRetryDelay: RETRY_MS },
      ...{ lockDuration: LOCK_MS, stalledInterval: LOOK_MS, maxStalledCount: 1000 },
    });
    this.#worker.on('error', trouble.hear);
    this.#worker.on('failed', (job, err) => {
      // Its rows are written; that it is done could not be said.
      if (err.name === 'ReplyError') {
        trouble.hear(err);
        return;
      }
      log.error(
        { err, chunk: job?.data as unknown },
        'a chunk could not be done, it is tried again',
      );
    });
  }

  /** Takes nothing while inference is out of reach for long, and goes on when it is there. */
  readonly follow = (isReachable: boolean): void => {
    clearTimeout(this.#leaving);
    if (!isReachable) this.#leaving = setTimeout(() => this.#leave(), AWAY_MS);
    else if (this.#away) {
      this.#away = false;
      this.#hear(this.#worker.resume());
    }
  };

  /** Puts down what is in hand, at once, and whatever it is given from now on. */
  putDown(): void {
    this.#stopping = true;
    clearTimeout(this.#leaving);
    for (const chunk of this.#inHand) chunk.putDown();
  }

  close(): Promise<void> {
    return this.#worker.close();
  }

  #leave(): void {
    this.#away = true;
    this.#hear(this.#worker.pause(true));
    for (const chunk of this.#inHand) chunk.putDown();
    this.#parts.log.warn('inference is out of reach: pictures are left to other workers');
  }

  #hear(told: Promise<void>): void {
    told.catch(this.#parts.trouble.hear);
  }

  async #do(data: unknown): Promise<void> {
    const { store, tools, log, onIdle } = this.#parts;
    const job = chunkJobSchema.parse(data);
    const batch = store.open(job.batch);
    if (!batch || batch.hasResults(job.chunk) || this.#hindrance(batch) !== undefined) return;
    const chunk = new Chunk(batch, tools, () => this.#hindrance(batch));
    this.#inHand.add(chunk);
    try {
      const rows = await chunk.rows(batch.pictures(job.chunk));
      // It may have been taken away, or ended, while its last pictures were looked at.
      if (store.open(job.batch) && !batch.end) await batch.writeResults(job.chunk, rows);
      log.debug(job, 'a chunk is done');
    } catch (error) {
      // It may also be taken away while its rows are written.
      if (!(error instanceof PutDown) && store.open(job.batch)) throw error;
      log.debug({ ...job, why: (error as Error).message }, 'a chunk is put down');
    } finally {
      this.#inHand.delete(chunk);
      if (this.#inHand.size === 0) onIdle();
    }
  }

  /** Why nothing of a batch is to be done now. */
  #hindrance(batch: Batch): string | undefined {
    if (this.#stopping) return 'the worker stops';
    if (this.#away) return 'inference is out of reach';
    if (batch.wanted !== 'run') return `${batch.wanted} is wanted`;
    if (batch.end) return 'the batch has ended';
    try {
      this.#parts.lease.require(batch.description.deployment);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }
}
