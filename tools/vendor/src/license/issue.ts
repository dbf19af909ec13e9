import { randomUUID } from 'node:crypto';
import { isWeak, LicenseError, signLicense, verifyLicense, type License } from '@easel/license';

import type { KeyFolder } from '../keys/key-files.js';
import { openKeys, type OpenKeys } from '../keys/signer.js';
import type { Entry } from '../ledger/entry.js';
import { Ledger } from '../ledger/ledger.js';
import { earlierTrial } from '../ledger/trials.js';
import { dateOf } from '../time.js';
import { VendorError } from '../vendor-error.js';
import { claimsOf, type LicenseOrder } from './order.js';

/** A licence that is in the ledger, and may be handed out. */
export interface IssuedLicense {
  /** One line, without its end. */
  license: string;
  /** The keyset token that vouches for the key it is signed with. */
  keyset: string;
  claims: License;
}

/**
 * Signs a licence with the active key of a folder. It is in the ledger by the time anybody gets it.
 * @throws VendorError for a machine that is known by too little or had its trial, a ledger that is not whole, or an
 * order that makes no sense.
 */
export function issueLicense(folder: KeyFolder, order: LicenseOrder): IssuedLicense {
  using ledger = Ledger.open(folder.path);
  const keys = openKeys(folder, 'license');
  const claims = claimsOf(order, {
    iss: keys.keyset.issuer,
    jti: order.jti ?? randomUUID(),
    seq: seqOf(order, ledger.entries),
  });
  admit(order, ledger.entries);
  const license = sign(claims, keys);
  const { jti, customer, kind, mode, deployments, fingerprints, nbf, exp, seq } = claims;
  ledger.append({
    event: 'issued',
    ...{ jti, customer, kind, mode, deployments, fingerprints, nbf, ...(exp && { exp }), seq },
    kid: keys.signer.kid,
    token: license,
  });
  return { license, keyset: keys.keyset.token, claims };
}

/**
 * Refuses what must not be issued, whatever it says otherwise.
 * @throws VendorError
 */
export function admit(order: LicenseOrder, entries: readonly Entry[]): void {
  if (!order.acceptWeak && order.fingerprints.some(isWeak))
    throw new VendorError(
      'This machine is known by fewer than 3 parts, so that each of them must stay as it is: accept that with --accept-weak',
    );
  const earlier = order.kind === 'trial' ? earlierTrial(entries, order.fingerprints) : undefined;
  if (earlier)
    throw new VendorError(
      `This machine had its trial: ${earlier.jti} for ${earlier.customer}, from ${dateOf(earlier.nbf)}. There is no second; sell it a term or a permanent licence`,
    );
}

/** One more than any in the ledger or at the site, unless told. */
export function seqOf({ seq, siteSeq = 0 }: LicenseOrder, entries: readonly Entry[]): number {
  const issued = entries.flatMap((entry) => (entry.event === 'issued' ? [entry.seq] : []));
  return seq ?? Math.max(siteSeq, ...issued) + 1;
}

/** Signed, and read back as a site will read it: what no site could take must never be sent. */
function sign(claims: License, { keyset, signer }: OpenKeys): string {
  const token = signLicense(claims, signer);
  try {
    verifyLicense(token, keyset);
  } catch (cause) {
    if (!(cause instanceof LicenseError)) throw cause;
    const hint = cause.reason === 'too-long' ? ': name fewer machines or deployments' : '';
    throw new VendorError(`No site could take this: ${cause.message}${hint}`, { cause });
  }
  return token;
}
