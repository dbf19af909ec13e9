import type { BatchList, BatchStatus } from '@easel/contract';
import { BatchStore, type Batch, type RedisPlace } from '@easel/jobs';
import type { LeaseHolder } from '@easel/lease';
import type { Logger } from '@easel/platform';
import { HttpProblem } from '../http/http-problem.js';
import type { DeploymentTable } from '@easel/inference-client';
import { Abandoned } from './abandoned.js';
import { Creation } from './creation.js';
import { ImportRoots } from './import-roots.js';
import { Progress } from './progress.js';
import { QueueWatch } from './queue-watch.js';
import { Statuses } from './statuses.js';
import { Watchers } from './watchers.js';

export interface BatchesParts {
  home: string;
  redis: RedisPlace;
  importRoots: string[];
  lease: Pick<LeaseHolder, 'require'>;
  deployments: DeploymentTable;
  log: Logger;
}

/** Where in the list a page begins, and how long it is. */
export interface Page {
  after: string | undefined;
  limit: number;
}

/** The batches of this install, as callers see them. */
export class Batches {
  readonly creation: Creation;
  readonly watchers: Watchers;
  readonly progress = new Progress();
  readonly #store: BatchStore;
  readonly #queue: QueueWatch;
  readonly #statuses: Statuses;
  readonly #abandoned: Abandoned;
  readonly #log: Logger;

  constructor({ home, redis, importRoots, lease, deployments, log }: BatchesParts) {
    this.#log = log;
    this.#store = new BatchStore(home);
    this.#queue = new QueueWatch(redis, log);
    const { progress } = this;
    this.#statuses = new Statuses({ lease, deployments, queue: this.#queue, progress });
    this.creation = new Creation(this.#store, new ImportRoots(importRoots));
    this.watchers = new Watchers(this.#statuses);
    this.#abandoned = new Abandoned(this.#store, log);
  }

  /** @throws HttpProblem 404 where the deployment has no such batch. */
  find(deployment: string, id: string): Batch {
    const batch = this.#store.open(id);
    if (batch?.description.deployment === deployment) return batch;
    throw new HttpProblem(404, `there is no batch ${JSON.stringify(id.slice(0, 64))}`);
  }

  status(batch: Batch): Promise<BatchStatus> {
    return this.#statuses.of(batch);
  }

  /** Those of a deployment, newest first. */
  async list(deployment: string, { after, limit }: Page): Promise<BatchList> {
    const found: Batch[] = [];
    for (const id of await this.#store.ids()) {
      if (after !== undefined && id >= after) continue;
      const batch = this.#store.openAny(id, (err) =>
        this.#log.warn({ err, batch: id }, 'a batch is unreadable'),
      );
      if (batch?.description.deployment === deployment) found.push(batch);
      if (found.length > limit) break;
    }
    const page = found.slice(0, limit);
    const batches = [];
    for (const batch of page) batches.push(await this.#statuses.of(batch));
    const next = found.length > limit ? (page.at(-1)?.id ?? null) : null;
    return { batches, next };
  }

  /** @throws HttpProblem 409 for one that has ended. */
  want(batch: Batch, wanted: 'run' | 'pause'): void {
    const { end } = batch;
    const word = wanted === 'run' ? 'resumed' : 'paused';
    if (end) throw new HttpProblem(409, `it is ${end.state}, it cannot be ${word}`);
    batch.want(wanted);
  }

  /** What has its results keeps them; nothing more is begun. @throws HttpProblem 409 for one that is finished. */
  cancel(batch: Batch): void {
    if (batch.end?.state === 'finished')
      throw new HttpProblem(409, 'it is finished, it cannot be cancelled');
    batch.want('cancel');
    // Now, and not when a worker comes by: there may be none.
    batch.finish('cancelled');
  }

  /** @throws HttpProblem 409 for one that has not ended. */
  async remove(batch: Batch): Promise<void> {
    if (!batch.end) throw new HttpProblem(409, 'it has not ended: cancel it first');
    await this.#store.remove(batch.id);
    this.progress.forget(batch.id);
  }

  /** Ends what would go on for long; the doors close after it. */
  async close(): Promise<void> {
    this.#abandoned.close();
    this.creation.close();
    this.watchers.close();
    await this.#queue.close();
  }
}
