import {
  entitlement,
  LicenseError,
  verifyLicense,
  type License,
  type Observation,
  type Trust,
} from '@easel/license';
import { licenseFile, readLicenseFile } from './license-file.js';

/** How this machine stands: with a licence in force, or without one and why. */
export type Standing =
  | { inForce: true; token: string; license: License }
  | { inForce: false; reason: string; license?: License; cause?: unknown };

/** All that a standing depends on. */
export interface Premises {
  home: string;
  trust: Trust;
  observe: () => Observation;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** Looks at everything anew: the licence's file, the trust, the machine, the time. Never throws over a licence. */
export function assess({ home, trust, observe, now }: Premises): Standing {
  try {
    const token = readLicenseFile(licenseFile(home));
    const license = verifyLicense(token, trust.keyset());
    const entitled = entitlement({ license, now: now() / 1000, observation: observe() });
    return entitled.inForce
      ? { inForce: true, token, license }
      : { inForce: false, reason: entitled.reason, license };
  } catch (error) {
    if (!(error instanceof LicenseError)) throw error;
    return { inForce: false, reason: error.message, cause: error.cause };
  }
}
