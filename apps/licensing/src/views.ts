import type { License as LicenseView } from '@easel/contract';
import { endOf, type License } from '@easel/license';

/** A licence as operators see it. */
export const viewOf = (license: License): LicenseView => ({
  jti: license.jti,
  seq: license.seq,
  customer: license.customer,
  kind: license.kind,
  mode: license.mode,
  deployments: license.deployments,
  machines: license.fingerprints.length,
  issued: iso(license.iat),
  begins: iso(license.nbf),
  expires: license.exp === undefined ? null : iso(license.exp),
  stops: stops(license),
  grace_days: license.grace_days,
  warn_days: license.warn_days,
});

function stops(license: License): string | null {
  const end = endOf(license);
  return end === null ? null : iso(end);
}

/** @param seconds since 1970. */
export const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
