import type { BatchStatus } from '@easel/contract';
import { EaselError } from '@easel/errors';
import type { Batch } from '@easel/jobs';
import type { LeaseHolder } from '@easel/lease';
import type { DeploymentTable } from '@easel/inference-client';
import type { Progress } from './progress.js';
import type { QueueWatch } from './queue-watch.js';

export interface StatusesParts {
  lease: Pick<LeaseHolder, 'require'>;
  deployments: Pick<DeploymentTable, 'reachable'>;
  queue: Pick<QueueWatch, 'hindrance'>;
  progress: Progress;
}

/** How batches stand: made anew for whoever asks, of what is on disk and of who is there. */
export class Statuses {
  readonly #parts: StatusesParts;

  constructor(parts: StatusesParts) {
    this.#parts = parts;
  }

  /** @param age that its counts may have, in milliseconds. */
  async of(batch: Batch, age = 0): Promise<BatchStatus> {
    const { id, deployment, version, source, topNum, pictures, createdMs } = batch.description;
    const { end } = batch;
    const { done, failed, errors, rate } = await this.#parts.progress.of(batch, age);
    const { state, why } = await this.#stateOf(batch, done);
    const moving = state === 'running' && rate !== null;
    return {
      ...{ id, deployment, version, state, why, source, top_num: topNum, pictures },
      ...{ done, failed, errors },
      images_per_second: moving ? Math.round(rate * 10) / 10 : null,
      estimated_end: moving ? iso(Date.now() + ((pictures - done) / rate) * 1000) : null,
      created_at: iso(createdMs),
      ended_at: end ? iso(end.atMs) : null,
    };
  }

  async #stateOf(batch: Batch, done: number): Promise<Pick<BatchStatus, 'state' | 'why'>> {
    const { end } = batch;
    if (end) return { state: end.state, why: null };
    const { wanted } = batch;
    if (wanted === 'cancel') return { state: 'cancelled', why: null };
    if (wanted === 'pause') return { state: 'paused', why: null };
    const why = await this.#hindrance(batch.description.deployment);
    if (why !== undefined) return { state: 'waiting', why };
    return { state: done === 0 ? 'queued' : 'running', why: null };
  }

  async #hindrance(deployment: string): Promise<string | undefined> {
    const { lease, queue, deployments } = this.#parts;
    try {
      lease.require(deployment);
    } catch (error) {
      return `there is no licence for it: ${EaselError.from(error).detail}`;
    }
    const why = await queue.hindrance();
    if (why !== undefined) return why;
    return deployments.reachable ? undefined : 'inference is out of reach';
  }
}

const iso = (ms: number) => new Date(ms).toISOString();
