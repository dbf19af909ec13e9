import { connectionTo, queues, redisFaultOf, type RedisPlace } from '@easel/jobs';
import type { Logger } from '@easel/platform';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { Hindrance } from './statuses.js';

/** How long Redis may take to say anything. */
const PATIENCE_MS = 1000;
/** How long an answer is good. */
const FRESH_MS = 2000;

/**
 * What keeps chunks from being handed out, as far as Redis and its clients tell. Nothing is asked of Redis before
 * somebody asks for a batch, and nobody waits for it longer than a second.
 */
export class QueueWatch {
  readonly #redis: Redis;
  readonly #log: Logger;
  #queue: Queue | undefined;
  #lastError: Error | undefined;
  #asked: { atMs: number; answer: Promise<Hindrance | undefined> } | undefined;

  constructor(place: RedisPlace, log: Logger) {
    this.#log = log;
    const [address, options] = connectionTo(place);
    this.#redis = new Redis(address, {
      ...options,
      lazyConnect: true,
      connectTimeout: PATIENCE_MS,
      commandTimeout: PATIENCE_MS,
      // Of BullMQ: what it asks for waits until Redis is there; we do not wait with it.
      maxRetriesPerRequest: null,
      retryStrategy: (times) => Math.min(times * 200, 5000),
    });
    this.#redis.on('error', (err: Error) => this.#note(err));
    this.#redis.on('ready', () => (this.#lastError = undefined));
  }

  /** undefined: nothing does. */
  hindrance(): Promise<Hindrance | undefined> {
    const now = performance.now();
    if (!this.#asked || now - this.#asked.atMs > FRESH_MS)
      this.#asked = { atMs: now, answer: this.#ask() };
    return this.#asked.answer;
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
    await this.#queue?.close().catch(() => undefined);
  }

  async #ask(): Promise<Hindrance | undefined> {
    try {
      return await within(PATIENCE_MS, this.#look());
    } catch (error) {
      // What it was asked may only have waited: the connection knows why.
      return hindranceOf(redisFaultOf(error as Error) ? error : (this.#lastError ?? error));
    }
  }

  async #look(): Promise<Hindrance | undefined> {
    // A Redis that is full, or a replica, still answers to what only reads.
    await this.#redis.set('easel:gateway-was-here', Date.now(), 'PX', 60_000);
    this.#queue ??= this.#openQueue();
    const workers = await this.#queue.getWorkersCount();
    return workers > 0 ? undefined : { code: 'worker', words: 'no batch worker is running' };
  }

  #openQueue(): Queue {
    const queue = new Queue(queues.chunks, { connection: this.#redis });
    // The connection's own, once more; unheard, BullMQ would write them to stderr.
    return queue.on('error', () => undefined);
  }

  /** Once for each thing that is wrong, not for each try. */
  #note(err: Error): void {
    if (err.message === this.#lastError?.message) return;
    this.#lastError = err;
    this.#log.warn({ err }, `${hindranceOf(err).words}; batches wait`);
  }
}

function hindranceOf(error: unknown): Hindrance {
  const { message } = error as Error;
  const fault = redisFaultOf(error as Error);
  if (fault && fault.code !== 'redis_unreachable') return fault;
  return { code: 'redis_unreachable', words: `Redis is out of reach (${message})` };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`it said nothing for ${ms / 1000} s`)), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
