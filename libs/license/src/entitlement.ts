import type { Observation } from './fingerprint.js';
import { endOf, type License } from './license.js';
import { match } from './match.js';

/** Why a genuine licence is not in force. */
export type Refusal =
  | 'not-yet-valid'
  | 'expired'
  | 'other-hardware'
  | 'other-machine'
  | 'machine-unreadable'
  | 'other-deployment';

/** Whether a licence is in force, or why not; `reason` is what callers see. */
export type Entitlement = { inForce: true } | { inForce: false; why: Refusal; reason: string };

export interface Circumstances {
  license: License;
  /** Seconds since 1970. */
  now: number;
  /** This machine; without it the machine is not judged. */
  observation?: Observation;
  /** The deployment asked for; without it none is judged. */
  deployment?: string;
}

/** Whether a licence (already verified) is in force here, now, for this. */
export function entitlement(circumstances: Circumstances): Entitlement {
  const { license, now, observation, deployment } = circumstances;
  const end = endOf(license);
  if (now < license.nbf)
    return refused('not-yet-valid', `the licence is not valid before ${day(license.nbf)}`);
  if (end !== null && now >= end)
    return refused('expired', `the licence expired on ${day(license.exp ?? end)}`);
  const elsewhere = observation && misplaced(license, observation);
  if (elsewhere) return elsewhere;
  if (deployment !== undefined && !covers(license, deployment))
    return refused('other-deployment', `the licence does not cover ${deployment}`);
  return { inForce: true };
}

/** True when the licence names the deployment, or all. */
export const covers = (license: License, deployment: string): boolean =>
  license.deployments.includes('*') || license.deployments.includes(deployment);

/** Why a licence is not for this machine, if it is not. */
function misplaced(license: License, observation: Observation): Entitlement | undefined {
  if (license.mode === 'gpu') return refused('other-hardware', 'the licence is for a GPU card');
  const verdicts = license.fingerprints.map((machine) => match(machine, observation).verdict);
  if (verdicts.includes('matches')) return undefined;
  return verdicts.includes('unavailable')
    ? refused('machine-unreadable', 'this machine cannot be recognized now')
    : refused('other-machine', 'the licence was issued for another machine');
}

const refused = (why: Refusal, reason: string) => ({ inForce: false, why, reason }) as const;

const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
