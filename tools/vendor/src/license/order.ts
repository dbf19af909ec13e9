import type { Fingerprint, License } from '@easel/license';

import { DAY, nowSeconds } from '../time.js';

const TRIAL_DAYS = 30;

/** What a customer gets. */
export interface LicenseOrder {
  customer: string;
  /** Names, or `*` for all. */
  deployments: string[];
  kind: License['kind'];
  /** `cpu` unless told: bound to machines. `gpu`: to cards. */
  mode?: License['mode'];
  fingerprints: Fingerprint[];
  /** A site keeps the licence with the higher number; one more than any before unless told. */
  seq?: number | undefined;
  /** The highest number that the site is known to have, whatever the ledger says. */
  siteSeq?: number;
  /** How long a term lasts; a trial always lasts 30. */
  days?: number | undefined;
  /** How long a term goes on after its end. */
  graceDays?: number | undefined;
  /** From how long before its end it warns; 30 unless told. */
  warnDays?: number | undefined;
  /** Seconds since 1970; now unless told. */
  from?: number | undefined;
  /** Unique; a random one unless told. */
  jti?: string;
  /** Machines known by fewer than three parts: every one of these must match. */
  acceptWeak?: boolean;
}

/** What the licence will say. Days are of 86,400 s, whatever calendars and leap days say. */
export function claimsOf(
  order: LicenseOrder,
  { iss, jti, seq }: Pick<License, 'iss' | 'jti' | 'seq'>,
): License {
  const now = nowSeconds();
  const nbf = order.from ?? now;
  const exp = endOf(order, nbf);
  return {
    iss,
    aud: 'easel',
    jti,
    // One that is over was agreed on before: nothing is issued after its own end.
    iat: exp !== undefined && exp <= now ? nbf : now,
    nbf,
    ...(exp !== undefined && { exp }),
    customer: order.customer,
    deployments: order.deployments,
    kind: order.kind,
    mode: order.mode ?? 'cpu',
    fingerprints: order.fingerprints,
    warn_days: order.warnDays ?? 30,
    grace_days: order.graceDays ?? 0,
    seq,
  };
}

function endOf({ kind, days }: LicenseOrder, nbf: number): number | undefined {
  if (kind === 'permanent') return undefined;
  return nbf + (kind === 'trial' ? TRIAL_DAYS : (days ?? TRIAL_DAYS)) * DAY;
}
