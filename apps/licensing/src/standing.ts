import {
  denialOf,
  entitlement,
  LicenseError,
  parseLicenseFile,
  verifyLicense,
  type Denial,
  type License,
  type Observation,
  type Recollection,
} from '@easel/license';
import type { LicenseStore } from './license-store.js';
import type { Notebook } from './notebook.js';

/** A licence's file that was read and found genuine. */
export interface Genuine {
  file: Buffer;
  token: string;
  license: License;
}

/** How this machine stands: with a licence in force, or without one and why. */
export type Standing = { machine: Recollection } & (
  | ({ inForce: true; grace: boolean } & Genuine)
  | ({ inForce: false; cause?: unknown } & Denial & Partial<Genuine>)
);

/** All that a standing depends on. */
export interface Premises {
  store: LicenseStore;
  notebook: Notebook;
  observe: () => Observation;
}

/** Looks at everything anew: the licence's file, the trust, the machine, the time. Never throws over a licence. */
export function assess({ store, notebook, observe }: Premises): Standing {
  const machine = notebook.recall(observe());
  try {
    const genuine = readGenuine(store.current(), notebook);
    const entitled = judge(genuine.license, { notebook, machine });
    return { machine, ...genuine, ...entitled };
  } catch (error) {
    if (!(error instanceof LicenseError)) throw error;
    return { machine, inForce: false, ...denialOf(error), cause: error.cause };
  }
}

/**
 * A licence's file as the vendor signed it; a newer keyset that came with it is taken up first.
 * @throws LicenseError when it is not the vendor's.
 */
export function readGenuine(file: Buffer, notebook: Notebook): Genuine {
  const { license: token, keyset } = parseLicenseFile(file);
  if (keyset !== undefined) notebook.takeKeyset(keyset);
  const trusted = notebook.keyring.inForce();
  const license = verifyLicense(token, trusted);
  notebook.clock.raise(Math.max(license.iat, trusted.issuedAt) * 1000);
  return { file, token, license };
}

/** Whether a genuine licence is in force on this machine; at `now`, seconds since 1970, or else this moment. */
export function judge(
  license: License,
  { notebook, machine, now = notebook.clock.now() / 1000 }: Bench,
) {
  return entitlement({ license, now, observation: machine.observation });
}

interface Bench {
  notebook: Notebook;
  machine: Recollection;
  now?: number;
}
