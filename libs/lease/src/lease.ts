import {
  couldMatch,
  endOf,
  entitlement,
  notice,
  verifyLicense,
  type Keyset,
  type License,
  type Observation,
  type Why,
} from '@easel/license';
import type { licensing } from '@easel/rpc';

/** No lease lasts longer, whatever licensing says: what was revoked must stop somewhere. */
const LONGEST_LEASE_MS = 10 * 60_000;

/** Why a holder lets nothing in, as callers see it, and in one word. */
export interface Refusal {
  why: Why;
  reason: string;
}

/** A licence that a service may rely on for a while. */
export interface Lease {
  license: License;
  grace: boolean;
  /** When it was judged, by the later of two clocks: milliseconds since 1970. */
  judged: number;
  /** What to tell those who use it of its end, if that is near. */
  warning: string | undefined;
  /** Milliseconds from the question on. */
  lasts: number;
  /** What to say once it has run out. */
  afterwards: Refusal;
}

export interface Grounds {
  keyset: Keyset;
  /** The holder's own wall clock, milliseconds since 1970. */
  wall: number;
  /** This machine as the holder sees it, if it looks. */
  observation?: Observation | undefined;
}

export const OUT_OF_REACH: Refusal = { why: 'out-of-reach', reason: 'licensing out of reach' };

/**
 * What a grant is worth once its holder has judged the vendor's token for itself, so that a stub in licensing's place
 * wins nothing.
 * @returns the lease, or why there is none.
 * @throws LicenseError when the token is not the vendor's.
 */
export function judge(grant: licensing.Grant, grounds: Grounds): Lease | Refusal {
  const { keyset, wall, observation } = grounds;
  const license = verifyLicense(grant.token, keyset);
  // The later of two clocks: setting one of them back gains nothing.
  const now = Math.max(wall, grant.effectiveTimeMs);
  const entitled = entitlement({ license, now: now / 1000 });
  if (!entitled.inForce) return { why: entitled.why, reason: entitled.reason.en };
  if (observation && !license.fingerprints.some((machine) => couldMatch(machine, observation)))
    return license.mode === 'gpu'
      ? {
          why: 'other-hardware',
          reason: 'the licence is for a GPU card that is not in this machine',
        }
      : { why: 'other-machine', reason: 'the licence was issued for another machine' };

  const lasts = Math.min(grant.durationMs, LONGEST_LEASE_MS);
  const end = endOf(license);
  const { grace } = entitled;
  const warning = notice(license, now / 1000)?.words.en;
  if (end === null || now + lasts < end * 1000)
    return { license, grace, judged: now, warning, lasts, afterwards: OUT_OF_REACH };
  const over = entitlement({ license, now: end });
  return {
    license,
    grace,
    judged: now,
    warning,
    lasts: end * 1000 - now,
    afterwards: over.inForce ? OUT_OF_REACH : { why: over.why, reason: over.reason.en },
  };
}
