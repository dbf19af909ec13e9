import type { Activation, RefusalReason } from '@easel/contract';
import type { inference } from '@easel/rpc';
import type { AdminLog } from '../admin/admin-log.js';
import { HttpProblem } from '../http/http-problem.js';
import type { InferenceClient } from '../inference/inference-client.js';
import { reasons } from './deployment-status.js';

export interface ActivationsParts {
  inference: Pick<InferenceClient, 'activate' | 'deployments'>;
  log: AdminLog;
}

/** The version of a deployment that somebody wants in service. */
export interface Wish {
  deployment: string;
  version: string;
  /** On whose word. */
  actor: string;
}

/** Seconds that lanes, or inference, may take to come back. */
const RETRY_S = '5';

/** Puts versions into service, through inference, which does it and writes `current`. */
export class Activations {
  readonly #parts: ActivationsParts;

  constructor(parts: ActivationsParts) {
    this.#parts = parts;
  }

  /**
   * Waits no longer than `waitMs`: then the outcome is `loading`, and asking again waits for the same.
   * @throws HttpProblem with `reason` when it is refused, 504 when inference says nothing; EaselError 336100.
   */
  async activate(wish: Wish, waitMs: number): Promise<Activation> {
    try {
      const activation = await this.#ask(wish, waitMs);
      this.#note(wish, activation.outcome);
      return activation;
    } catch (error) {
      const { reason } = error instanceof HttpProblem ? error.members : {};
      this.#note(wish, typeof reason === 'string' ? reason : 'no answer');
      throw error;
    }
  }

  async #ask(wish: Wish, waitMs: number): Promise<Activation> {
    const answer = await this.#parts.inference.activate(wish, waitMs);
    if (!answer) return this.#underWay(wish, waitMs);
    const { deployment, version } = wish;
    const { outcome } = answer;
    if (outcome?.$case === 'refusal') throw refused(outcome.value);
    if (!outcome) throw new Error('inference answered without an outcome');
    const { already, previous, tookMs: ms } = outcome.value;
    return {
      ...{ deployment, version, outcome: already ? 'already' : 'activated' },
      ...{ previous: previous || null, ms },
    };
  }

  /** Long enough was waited: it is on its way, if inference says so. */
  #underWay({ deployment, version }: Wish, waitMs: number): Activation {
    const row = this.#parts.inference.deployments.all().find(({ name }) => name === deployment);
    if (row?.loading?.version !== version)
      throw new HttpProblem(504, `inference did not answer within ${waitMs / 1000} s, ask again`);
    return { deployment, version, outcome: 'loading', previous: row.version || null, ms: null };
  }

  #note({ actor, deployment, version }: Wish, outcome: string): void {
    this.#parts.log.activation(actor, { deployment, version, outcome });
  }
}

function refused({ reason: code, detail }: inference.Refusal): HttpProblem {
  const reason = reasons[code];
  const headers = reason === 'unavailable' ? { 'retry-after': RETRY_S } : {};
  return new HttpProblem(statuses[reason], detail, { headers, members: { reason } });
}

const statuses: Record<RefusalReason, number> = {
  no_deployment: 404,
  no_version: 404,
  busy: 409,
  does_not_load: 422,
  golden: 422,
  not_written: 500,
  unavailable: 503,
  unknown: 500,
};
