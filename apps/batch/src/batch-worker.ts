import { setTimeout as sleep } from 'node:timers/promises';
import type { InferenceClient } from '@easel/inference-client';
import { BatchStore } from '@easel/jobs';
import type { LeaseHolder } from '@easel/lease';
import { LogIds, type Logger } from '@easel/platform';
import type { Redis } from 'ioredis';
import { ChunkWorker } from './chunk-worker.js';
import type { Config } from './config.js';
import { Keeper } from './keeper.js';
import { PictureFiles } from './picture-file.js';
import { Places } from './places.js';
import type { Condition } from './pulse.js';
import { openRedis } from './redis.js';
import { RedisTrouble } from './redis-trouble.js';
import { Retention } from './retention.js';
import { Upkeep } from './upkeep.js';

/** How long Redis may take to hear that it is left. */
const FAREWELL_MS = 3000;

/** Milliseconds: the longest look through all batches, on a disk that is slow and far away. */
const LOOKS_WITHIN = 120_000;

/** What the worker stands on. Whoever opened them closes them, after the worker. */
export interface Ground {
  config: Config;
  lease: Pick<LeaseHolder, 'require' | 'onChange'>;
  inference: Pick<InferenceClient, 'classify' | 'load' | 'deployments'>;
  log: Logger;
}

/** Keeps the queue filled, does what is on it, and tidies up: any number of these share the work. */
export class BatchWorker {
  readonly #redis: Redis;
  readonly #keeper: Keeper;
  readonly #chunks: ChunkWorker;
  readonly #upkeep: Upkeep;
  readonly #reachable: () => boolean;

  constructor({ config, lease, inference, log }: Ground) {
    const trouble = new RedisTrouble(log);
    this.#redis = openRedis(config.redis).on('error', trouble.hear);
    const store = new BatchStore(config.home);
    const retention = new Retention(store, config.keeping, log);
    const common = { redis: this.#redis, trouble, store, lease, retention, log };
    this.#keeper = new Keeper(common);
    lease.onChange(this.#keeper.wake);
    const tools = {
      inference,
      // Enough that no lane waits for the next picture; what more there were would only wait in inference.
      places: new Places(() => 2 * (inference.load.now?.lanes ?? 1)),
      files: new PictureFiles(config.importRoots),
      logIds: new LogIds(config.instance),
      log,
    };
    const onIdle = this.#keeper.wake;
    this.#chunks = new ChunkWorker({ ...common, tools, chunks: config.chunks, onIdle });
    const { deployments } = inference;
    this.#reachable = () => deployments.reachable;
    const follow = () => this.#chunks.follow(deployments.reachable);
    deployments.onChange(follow);
    follow();
    this.#upkeep = new Upkeep(common);
  }

  /** It looks every two seconds, whoever is away meanwhile; a worker that does not hangs in its disk. */
  condition(): Condition {
    const ago = this.#keeper.lookedAgo;
    const redis = this.#redis.status === 'ready' ? 'connected' : 'waited for';
    const inference = this.#reachable() ? 'connected' : 'waited for';
    const says = `looked at its batches ${(ago / 1000).toFixed(0)} s ago; Redis is ${redis}, inference is ${inference}`;
    return { well: ago < LOOKS_WITHIN, says };
  }

  /** Puts down what it has in hand, for others or for its next start. A Redis that does not answer is not waited for. */
  async close(): Promise<void> {
    this.#chunks.putDown();
    const closed = [this.#chunks, this.#keeper, this.#upkeep].map((each) => each.close());
    await Promise.race([Promise.allSettled(closed), sleep(FAREWELL_MS, undefined, { ref: false })]);
    this.#redis.disconnect();
  }
}
