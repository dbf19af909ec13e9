import { randomUUID } from 'node:crypto';
import { isWeak, signLicense, type Fingerprint, type License } from '@easel/license';
import { loadKeys } from './keys.js';
import { nowSeconds } from './time.js';

const DAY = 86_400;

/** What a customer gets. */
export interface LicenseOrder {
  customer: string;
  /** Names, or `*` for all. */
  deployments: string[];
  kind: License['kind'];
  fingerprints: Fingerprint[];
  /** Rises with each licence for the same customer. */
  seq: number;
  /** How long a trial lasts from `from` on; 30 unless told. */
  days?: number;
  /** Seconds since 1970; now unless told. */
  from?: number;
  /** Unique; a random one unless told. */
  jti?: string;
  /** Machines known by fewer than three parts: every one of these must match. */
  acceptWeak?: boolean;
}

/**
 * A licence as one line of text, signed with the active key in `keysFolder`.
 * @throws Error for a machine that is known by too little, or an order that makes no sense.
 */
export function issueLicense(keysFolder: string, order: LicenseOrder): string {
  if (!order.acceptWeak && order.fingerprints.some(isWeak))
    throw new Error(
      'this machine is known by fewer than 3 parts, so that each of them must stay as it is: accept that with --accept-weak',
    );
  const { keyset, signer } = loadKeys(keysFolder);
  const now = nowSeconds();
  const from = order.from ?? now;
  const claims: License = {
    iss: keyset.issuer,
    aud: 'easel',
    jti: order.jti ?? randomUUID(),
    // One that begins in the past was agreed in the past: nothing is issued after its own end.
    iat: Math.min(now, from),
    nbf: from,
    ...(order.kind === 'trial' && { exp: from + (order.days ?? 30) * DAY }),
    customer: order.customer,
    deployments: order.deployments,
    kind: order.kind,
    mode: 'cpu',
    fingerprints: order.fingerprints,
    warn_days: 30,
    grace_days: 0,
    seq: order.seq,
  };
  return signLicense(claims, signer);
}
