import type { Readiness } from '@easel/contract';
import { EaselError } from '@easel/errors';
import type { DeploymentTable } from '@easel/inference-client';
import type { LeaseHolder } from '@easel/lease';
import type { Edition } from '@easel/license';
import { inference } from '@easel/rpc';
import type { Canary } from './canary.js';

export interface ReadinessParts {
  edition: Edition['kind'];
  lease: Pick<LeaseHolder, 'require' | 'status'>;
  deployments: DeploymentTable;
  canary: Canary;
}

/** Whether this machine classifies: a licence in force, and a canary that came back lately from every deployment. */
export class ReadinessReport {
  readonly #parts: ReadinessParts;
  #stopping = false;

  constructor(parts: ReadinessParts) {
    this.#parts = parts;
  }

  /** From now on not ready, so that balancers look elsewhere. */
  stop(): void {
    this.#stopping = true;
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  read(): Readiness {
    const { edition, deployments, canary } = this.#parts;
    const reasons = [...this.#reasons()];
    return {
      ready: reasons.length === 0,
      edition,
      license: this.#license(),
      deployments: deployments.list().map((deployment) => {
        const { name, version, state, problem } = deployment;
        const sighting = canary.of(deployment);
        return {
          name,
          version,
          // What inference said last is no news of it.
          state: deployments.reachable ? states[state] : 'unknown',
          ...(problem && { problem }),
          canary: sighting
            ? {
                ok: sighting.ok,
                at: new Date(sighting.at).toISOString(),
                ms: sighting.ms,
                ...(sighting.problem !== undefined && { problem: sighting.problem }),
              }
            : null,
        };
      }),
      reasons,
    };
  }

  *#reasons(): Generator<string> {
    const { lease, deployments } = this.#parts;
    if (this.#stopping) yield 'shutting down';
    const { inForce, reason } = lease.status();
    if (!inForce) yield `no licence in force: ${reason ?? 'unknown'}`;
    if (!deployments.reachable) yield 'inference is out of reach';
    else if (deployments.list().length === 0) yield 'nothing is deployed';
    for (const deployment of deployments.list()) yield* this.#deploymentReasons(deployment);
  }

  *#deploymentReasons(deployment: inference.Deployment) {
    const { name, state, problem } = deployment;
    const { lease, canary } = this.#parts;
    if (state !== inference.DeploymentState.DEPLOYMENT_STATE_SERVING) {
      yield `${name} is ${states[state]}${problem && `: ${problem}`}`;
      return;
    }
    if (lease.status().inForce) {
      const refusal = refusalOf(() => lease.require(name));
      if (refusal !== undefined) yield refusal;
    }
    const sighting = canary.of(deployment);
    if (!sighting) yield `${name} has not answered the canary yet`;
    // One canary lost to a full queue is no outage.
    else if (sighting.lastOk === undefined || Date.now() - sighting.lastOk > 3 * canary.everyMs)
      yield `${name} fails the canary: ${sighting.problem ?? 'no answer'}`;
  }

  #license(): Readiness['license'] {
    const { inForce, reason, grace, warning, licensee, kind, expires } = this.#parts.lease.status();
    return {
      in_force: inForce,
      ...(reason !== undefined && { reason }),
      ...(grace !== undefined && { grace }),
      ...(warning !== undefined && { warning }),
      ...(licensee !== undefined && { licensee }),
      ...(kind !== undefined && { kind }),
      ...(expires !== undefined && {
        expires: expires === null ? null : new Date(expires * 1000).toISOString(),
      }),
    };
  }
}

const states: Record<inference.DeploymentState, Readiness['deployments'][number]['state']> = {
  [inference.DeploymentState.DEPLOYMENT_STATE_UNSPECIFIED]: 'unknown',
  [inference.DeploymentState.DEPLOYMENT_STATE_LOADING]: 'loading',
  [inference.DeploymentState.DEPLOYMENT_STATE_SERVING]: 'serving',
  [inference.DeploymentState.DEPLOYMENT_STATE_FAILED]: 'failed',
  // Not among those that are listed.
  [inference.DeploymentState.DEPLOYMENT_STATE_IDLE]: 'unknown',
  [inference.DeploymentState.UNRECOGNIZED]: 'unknown',
};

function refusalOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (thrown) {
    return EaselError.from(thrown).message;
  }
}
