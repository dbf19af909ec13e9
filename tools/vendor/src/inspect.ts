import jwt from 'jsonwebtoken';
import { LicenseError, verifyLicense, type Keyset, type License } from '@easel/license';

/** What a token says of itself, and whether it says so truly. */
export interface Inspection {
  /** Unverified: what is written there, whoever wrote it. */
  says: unknown;
  /** What it says once verified against the keyset given, or why it does not count. */
  verified: License | LicenseError | undefined;
}

/** Looks into a licence without judging time or machine; without a keyset it verifies nothing. */
export function inspectLicense(token: string, keyset?: Keyset): Inspection {
  return { says: payloadOf(token), verified: keyset && verify(token, keyset) };
}

function payloadOf(token: string): unknown {
  try {
    return jwt.decode(token);
  } catch {
    return null;
  }
}

function verify(token: string, keyset: Keyset): License | LicenseError {
  try {
    return verifyLicense(token, keyset);
  } catch (error) {
    if (error instanceof LicenseError) return error;
    throw error;
  }
}
