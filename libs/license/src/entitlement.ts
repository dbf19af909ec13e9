import type { Denial, Why } from './denial.js';
import type { Observation } from './fingerprint.js';
import { endOf, type License } from './license.js';
import { match } from './match.js';
import type { Words } from './words.js';

/** Whether a licence is in force (in its grace, even, after its end), or why not. */
export type Entitlement = { inForce: true; grace: boolean } | ({ inForce: false } & Denial);

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
    return refused('not-yet-valid', {
      en: `the licence is not valid before ${day(license.nbf)}`,
      zh: `授权自 ${day(license.nbf)} 起生效`,
    });
  if (end !== null && now >= end) {
    const on = day(license.exp ?? end);
    return refused('expired', { en: `the licence expired on ${on}`, zh: `授权已于 ${on} 到期` });
  }
  const elsewhere = observation && misplaced(license, observation);
  if (elsewhere) return elsewhere;
  if (deployment !== undefined && !covers(license, deployment)) return uncovered(deployment);
  return { inForce: true, grace: license.exp !== undefined && now >= license.exp };
}

/** True when the licence names the deployment, or all. */
export const covers = (license: License, deployment: string): boolean =>
  license.deployments.includes('*') || license.deployments.includes(deployment);

/** What is said of a deployment that the licence does not name. */
export const uncovered = (deployment: string) =>
  refused('other-deployment', {
    en: `the licence does not cover ${deployment}`,
    zh: `授权不包含服务 ${deployment}`,
  });

/** Why a licence is not for this machine, if it is not. */
function misplaced(license: License, observation: Observation): Entitlement | undefined {
  const verdicts = license.fingerprints.map((machine) => match(machine, observation).verdict);
  if (verdicts.includes('matches')) return undefined;
  const gpu = license.mode === 'gpu';
  if (verdicts.includes('unavailable'))
    return refused('machine-unreadable', {
      en: gpu
        ? 'the licensed GPU card cannot be recognized now'
        : 'this machine cannot be recognized now',
      zh: gpu ? '目前无法识别授权的 GPU 卡' : '目前无法识别本机',
    });
  return gpu
    ? refused('other-hardware', {
        en: 'the licence is for a GPU card that is not in this machine',
        zh: '授权绑定的 GPU 卡不在本机中',
      })
    : refused('other-machine', {
        en: 'the licence was issued for another machine',
        zh: '授权是为另一台机器签发的',
      });
}

const refused = (why: Why, reason: Words) => ({ inForce: false, why, reason }) as const;

const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
