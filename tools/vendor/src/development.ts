import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import {
  entitlement,
  fingerprintOf,
  LicenseError,
  LONGEST_LICENSE_FILE,
  verifyLicense,
  type Keyset,
  type Observation,
} from '@easel/license';
import {
  atomicWrite,
  boundedRead,
  observeHost,
  readTrust,
  trustFiles,
  type HostFiles,
} from '@easel/platform';

import { createKeys } from './keys/create-keys.js';
import { keyFiles } from './keys/key-files.js';
import { payloadOf } from './license/inspect.js';
import { issueLicense } from './license/issue.js';
import { nowSeconds } from './time.js';

/** Whose keys these are that a development edition makes for itself. */
export const DEVELOPMENT_ISSUER = 'Easel development';
/** Marks a licence that was made here, and so may be replaced here. */
const MARK = 'development-';
const development = { kind: 'development' } as const;

export interface DevelopmentLicense {
  /** True when a licence was made just now. */
  made: boolean;
  /** What to tell the person who started this, if anything. */
  why?: string;
}

/**
 * Sees to it that a checkout can run on this machine: keys, the trust in them, and a permanent licence for every
 * deployment, unless there is one. A licence that was not made here is left alone, whatever is wrong with it.
 * @param home `EASEL_HOME`, an absolute path.
 * @param files where the host's files are; tests have their own.
 */
export function ensureDevelopmentLicense(home: string, files?: HostFiles): DevelopmentLicense {
  const keys = join(home, 'vendor');
  ensureKeys(keys);
  if (!ensureTrust(home, keys))
    return { made: false, why: `${join(home, 'trust')} holds another vendor's keys: left alone` };
  const { developmentId } = trustFiles(home);
  if (!existsSync(developmentId)) atomicWrite(developmentId, `${randomUUID()}\n`);

  const path = join(home, 'licensing', 'easel.lic');
  const observation = observeHost(development, home, { files });
  const keyset = readTrust(development, home).keyset();
  const file = boundedRead(path, LONGEST_LICENSE_FILE);
  if (file.state === 'missing') {
    make(home, observation);
    return { made: true, why: 'there was none' };
  }
  const [token = ''] = file.state === 'read' ? file.bytes.toString('latin1').split(/\r?\n/) : [];
  const fault = faultOf(token, keyset, observation);
  if (fault === undefined) return { made: false };
  if (!madeHere(token))
    return { made: false, why: `${path} was not made here and is left alone, but ${fault}` };
  make(home, observation);
  return { made: true, why: fault };
}

/** Keys without a ledger are of a form that issues nothing any more: they are set aside, and the licence made anew. */
function ensureKeys(keys: string): void {
  const { rootPublic, ledger } = keyFiles(keys);
  if (existsSync(rootPublic) && !existsSync(ledger)) renameSync(keys, `${keys}.${nowSeconds()}`);
  if (!existsSync(keys)) createKeys({ path: keys }, DEVELOPMENT_ISSUER);
}

/** Copies the public half to where services look. False when somebody else's is there. */
function ensureTrust(home: string, keys: string): boolean {
  const ours = keyFiles(keys);
  const theirs = trustFiles(home);
  if (foreign(home)) return false;
  for (const [from, to] of [
    [ours.rootPublic, theirs.rootKey],
    [ours.keyset, theirs.keyset],
  ] as const) {
    const text = readFileSync(from, 'utf8');
    if (!existsSync(to) || readFileSync(to, 'utf8') !== text) atomicWrite(to, text);
  }
  return true;
}

function foreign(home: string): boolean {
  try {
    return readTrust(development, home).keyset().issuer !== DEVELOPMENT_ISSUER;
  } catch {
    return false;
  }
}

/** Why a licence is not in force here, if it is not. */
function faultOf(token: string, keyset: Keyset, observation: Observation): string | undefined {
  let license;
  try {
    license = verifyLicense(token, keyset);
  } catch (error) {
    if (error instanceof LicenseError) return error.message;
    throw error;
  }
  const entitled = entitlement({ license, now: nowSeconds(), observation });
  return entitled.inForce ? undefined : entitled.reason.en;
}

function madeHere(token: string): boolean {
  const says = payloadOf(token);
  const jti: unknown = typeof says === 'object' && says && 'jti' in says ? says.jti : undefined;
  return typeof jti === 'string' && jti.startsWith(MARK);
}

function make(home: string, observation: Observation): void {
  const keys = { path: join(home, 'vendor') };
  const { license, keyset } = issueLicense(keys, {
    customer: 'development',
    deployments: ['*'],
    kind: 'permanent',
    fingerprints: [fingerprintOf(observation)],
    seq: 0,
    jti: `${MARK}${randomUUID()}`,
    acceptWeak: true,
  });
  atomicWrite(join(home, 'licensing', 'easel.lic'), `${license}\n${keyset}\n`);
}
