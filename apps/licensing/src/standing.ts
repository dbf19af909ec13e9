import { trustFiles } from '@easel/platform';
import {
  endOf,
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
      : { inForce: false, reason: entitled.reason.en, license };
  } catch (error) {
    if (!(error instanceof LicenseError)) throw error;
    return { inForce: false, reason: error.message, cause: error.cause };
  }
}

/** The files whose change may change a standing. */
export const filesOf = ({ home }: Premises): string[] => [
  licenseFile(home),
  ...Object.values(trustFiles(home)),
];

/** When time alone will change a standing next, from `since` on: milliseconds since 1970, or never. */
export function turnsAt({ license }: Standing, since: number): number {
  if (!license) return Infinity;
  const turns = [license.nbf, endOf(license) ?? Infinity].map((seconds) => seconds * 1000);
  return Math.min(...turns.filter((turn) => turn > since));
}
