import type { BatchHindrance, BatchStatus } from '@easel/contract';
import { EaselError } from '@easel/errors';
import type { Batch } from '@easel/jobs';
import type { LeaseHolder } from '@easel/lease';
import type { DeploymentTable } from '@easel/inference-client';
import type { Progress } from './progress.js';
import type { QueueWatch } from './queue-watch.js';

/** What keeps a batch from going on, and that in a sentence. */
export interface Hindrance {
  code: BatchHindrance;
  words: string;
}

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
    const standing = await this.#stateOf(batch, done);
    const moving = standing.state === 'running' && rate !== null;
    return {
      ...{ id, deployment, version, ...standing, source, top_num: topNum, pictures },
      ...{ done, failed, errors },
      images_per_second: moving ? Math.round(rate * 10) / 10 : null,
      estimated_end: moving ? iso(Date.now() + ((pictures - done) / rate) * 1000) : null,
      created_at: iso(createdMs),
      ended_at: end ? iso(end.atMs) : null,
    };
  }

  async #stateOf(batch: Batch, done: number): Promise<Standing> {
    const { end, wanted } = batch;
    if (end) return { state: end.state, ...unhindered };
    if (wanted === 'cancel') return { state: 'cancelled', ...unhindered };
    if (wanted === 'pause') return { state: 'paused', ...unhindered };
    const hindrance = await this.#hindrance(batch.description.deployment);
    if (hindrance) return { state: 'waiting', waits_for: hindrance.code, why: hindrance.words };
    return { state: done === 0 ? 'queued' : 'running', ...unhindered };
  }

  async #hindrance(deployment: string): Promise<Hindrance | undefined> {
    const { lease, queue, deployments } = this.#parts;
    try {
      lease.require(deployment);
    } catch (error) {
      const words = `there is no licence for it: ${EaselError.from(error).detail}`;
      return { code: 'license', words };
    }
    const hindrance = await queue.hindrance();
    if (hindrance) return hindrance;
    if (deployments.reachable) return undefined;
    return { code: 'inference', words: 'inference is out of reach' };
  }
}

type Standing = Pick<BatchStatus, 'state' | 'waits_for' | 'why'>;
const unhindered = { waits_for: null, why: null };

const iso = (ms: number) => new Date(ms).toISOString();
