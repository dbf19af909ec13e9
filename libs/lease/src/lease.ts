import {
  couldMatch,
  endOf,
  entitlement,
  verifyLicense,
  type License,
  type Observation,
  type Trust,
} from '@easel/license';
import type { licensing } from '@easel/rpc';

/** No lease lasts longer, whatever licensing says: what was revoked must stop somewhere. */
const LONGEST_LEASE_MS = 10 * 60_000;

/** A licence that a service may rely on for a while. */
export interface Lease {
  license: License;
  /** Milliseconds from the question on. */
  lasts: number;
  /** What to say once it has run out. */
  afterwards: string;
}

export interface Grounds {
  trust: Trust;
  /** The holder's own wall clock, milliseconds since 1970. */
  wall: number;
  /** This machine as the holder sees it, if it looks. */
  observation?: Observation | undefined;
}

export const OUT_OF_REACH = 'licensing out of reach';

/**
 * What a grant is worth once its holder has judged the vendor's token for itself, so that a stub in licensing's place
 * wins nothing.
 * @returns the lease, or in a few words why there is none.
 * @throws LicenseError when the token is not the vendor's.
 */
export function judge(grant: licensing.Grant, grounds: Grounds): Lease | string {
  const { trust, wall, observation } = grounds;
  const license = verifyLicense(grant.token, trust.keyset());
  // The later of two clocks: setting one of them back gains nothing.
  const now = Math.max(wall, grant.effectiveTimeMs);
  const entitled = entitlement({ license, now: now / 1000 });
  if (!entitled.inForce) return entitled.reason;
  if (observation && !license.fingerprints.some((machine) => couldMatch(machine, observation)))
    return 'the licence was issued for another machine';

  const lasts = Math.min(grant.durationMs, LONGEST_LEASE_MS);
  const end = endOf(license);
  if (end === null || now + lasts < end * 1000) return { license, lasts, afterwards: OUT_OF_REACH };
  const over = entitlement({ license, now: end });
  return {
    license,
    lasts: end * 1000 - now,
    afterwards: over.inForce ? OUT_OF_REACH : over.reason,
  };
}
