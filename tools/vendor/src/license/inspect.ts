import jwt from 'jsonwebtoken';
import {
  claimsKeyset,
  LicenseError,
  parseLicenseFile,
  publicP256,
  verifyKeyset,
  verifyLicense,
  type Keyset,
} from '@easel/license';

import type { PublicKeys } from '../keys/keyset-file.js';

/** Whether a token is what it claims to be; `undefined` where nothing was there to verify it with. */
export interface Verdict {
  genuine: boolean | undefined;
  fault?: string;
}

export interface Inspection {
  /** A keyset is handed in alone as well, as `keyset.jwt`. */
  is: 'license' | 'keyset';
  /** Unverified: what is written there, whoever wrote it. */
  says: unknown;
  verdict: Verdict;
  /** The second line of the file, where there is one. */
  keyset?: { version: unknown; verdict: Verdict };
}

/**
 * Looks into a licence's file, or a keyset's, without judging time or machine. Without keys it verifies nothing, not even with the
 * keyset that came along: whoever forges the one forges the other.
 * @throws LicenseError when the bytes are no such file.
 */
export function inspectLicenseFile(bytes: Buffer, keys?: PublicKeys): Inspection {
  const { license, keyset } = parseLicenseFile(bytes);
  if (keyset === undefined && claimsKeyset(license))
    return {
      is: 'keyset',
      says: payloadOf(license),
      verdict: inspectKeyset(license, keys).verdict,
    };
  const brought = keyset === undefined ? undefined : inspectKeyset(keyset, keys);
  const newest = brought?.trusted ?? keys?.keyset;
  return {
    is: 'license',
    says: payloadOf(license),
    verdict: newest ? verdictOf(() => verifyLicense(license, newest)) : { genuine: undefined },
    ...(brought && { keyset: { version: brought.version, verdict: brought.verdict } }),
  };
}

/** A keyset that the vendor's own root signed, and newer than the folder's, counts in its place, as at a site. */
function inspectKeyset(token: string, keys?: PublicKeys) {
  const version = (payloadOf(token) as { version?: unknown } | null)?.version;
  if (!keys) return { version, verdict: { genuine: undefined } };
  let trusted: Keyset | undefined;
  const verdict = verdictOf(() => {
    trusted = verifyKeyset(token, publicP256(keys.rootPem));
  });
  return { version, verdict, ...(trusted && trusted.version > keys.keyset.version && { trusted }) };
}

/** What a token says, whoever wrote it. */
export function payloadOf(token: string): unknown {
  try {
    return jwt.decode(token);
  } catch {
    return null;
  }
}

function verdictOf(verify: () => unknown): Verdict {
  try {
    verify();
    return { genuine: true };
  } catch (error) {
    if (error instanceof LicenseError) return { genuine: false, fault: error.message };
    throw error;
  }
}
