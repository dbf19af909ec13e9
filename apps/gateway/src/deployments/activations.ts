import type { Activation, RefusalReason } from '@easel/contract';
import type { InferenceClient } from '@easel/inference-client';
import type { inference } from '@easel/rpc';
import type { AdminLog } from '../admin/admin-log.js';
import { HttpProblem } from '../http/http-problem.js';
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
const retryAfter = { 'retry-after': '5' };

/** Puts versions into service, through inference, which does it and writes `current`. */
export class Activations {
  readonly #parts: ActivationsParts;
  readonly #stopped = new AbortController();

  constructor(parts: ActivationsParts) {
    this.#parts = parts;
  }

  /**
   * Waits no longer than `waitMs`, or until `stop`: then the outcome is `loading`, and asking again waits for the same.
   * @throws HttpProblem with `reason` when it is refused, 504 when inference says nothing, 503 when it had no time to;
   *   EaselError 336100.
   */
  async activate(wish: Wish, waitMs: number): Promise<Activation> {
    try {
      const activation = await this.#ask(wish, waitMs);
      this.#note(wish, activation.outcome);
      return activation;
    } catch (err) {
      const { reason } = err instanceof HttpProblem ? err.members : {};
      this.#note(wish, typeof reason === 'string' ? reason : 'no answer', err);
      throw err;
    }
  }

  /** Whoever waits hears how far it came: the doors are about to close. */
  stop(): void {
    this.#stopped.abort();
  }

  async #ask(wish: Wish, waitMs: number): Promise<Activation> {
    const { deployment, version } = wish;
    const before = this.#row(deployment);
    const begun = performance.now();
    const enough = this.#stopped.signal;
    const answer = await this.#parts.inference.activate(wish, { waitMs, enough });
    if (!answer) {
      const ms = Math.round(performance.now() - begun);
      const known = this.#known(wish, { before, ms });
      if (known) return known;
      throw enough.aborted
        ? new HttpProblem(503, 'the gateway is stopping, ask again', { headers: retryAfter })
        : new HttpProblem(504, `inference did not answer within ${waitMs / 1000} s, ask again`);
    }
    const { outcome } = answer;
    if (outcome?.$case === 'refusal') throw refused(outcome.value);
    if (!outcome) throw new Error('inference answered without an outcome');
    const { already, previous, tookMs: ms } = outcome.value;
    return {
      ...{ deployment, version, outcome: already ? 'already' : 'activated' },
      ...{ previous: previous || null, ms },
    };
  }

  /**
   * What the table says when long enough was waited. An answer that is cut off at the last moment is in it.
   * @throws HttpProblem when it says that it was refused.
   */
  #known({ deployment, version }: Wish, { before, ms }: Waited): Activation | undefined {
    const row = this.#row(deployment);
    const had = before?.version ?? '';
    if (row?.loading?.version === version)
      return { deployment, version, outcome: 'loading', previous: row.version || null, ms: null };
    if (row?.version === version)
      return had === version
        ? { deployment, version, outcome: 'already', previous: had, ms: 0 }
        : { deployment, version, outcome: 'activated', previous: had || null, ms };
    if (row?.refused?.version === version && row.refused.atMs !== before?.refused?.atMs)
      throw refused(row.refused);
    return undefined;
  }

  #row(deployment: string): inference.Deployment | undefined {
    return this.#parts.inference.deployments.all().find(({ name }) => name === deployment);
  }

  #note({ actor, deployment, version }: Wish, outcome: string, err?: unknown): void {
    this.#parts.log.activation(actor, { deployment, version, outcome, err });
  }
}

interface Waited {
  /** Its row when it was asked for. */
  before: inference.Deployment | undefined;
  /** How long ago that was. */
  ms: number;
}

function refused({ reason: code, detail }: inference.Refusal): HttpProblem {
  const reason = reasons[code];
  const headers = reason === 'unavailable' ? retryAfter : {};
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
