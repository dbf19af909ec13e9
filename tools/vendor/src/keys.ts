import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  publicP256,
  signKeyset,
  verifyKeyset,
  type Keyset,
  type KeysetClaims,
  type Signer,
} from '@easel/license';
import { nowSeconds } from './time.js';

/** What a folder of keys holds. The public half goes to customers, `*.key.pem` never leaves. */
export const keyFiles = (folder: string) => ({
  rootKey: join(folder, 'root.key.pem'),
  rootPublic: join(folder, 'root.pem'),
  keyset: join(folder, 'keyset.jwt'),
  signingKey: (kid: string) => join(folder, `${kid}.key.pem`),
});

export interface VendorKeys {
  keyset: Keyset;
  /** Signs licences. */
  signer: Signer;
}

/**
 * Makes a vendor's keys in a folder of their own (0700): a root key, a key for licences, and the keyset that names it.
 * All of it appears at once, or nothing.
 * @throws Error when there is something in the folder already: lost keys cannot be had back.
 */
export function createKeys(folder: string, issuer = 'easel-vendor'): void {
  mkdirSync(dirname(folder), { recursive: true });
  const making = mkdtempSync(`${folder}.making-`); // 0700
  try {
    write(making, issuer);
    renameSync(making, folder);
  } catch (cause) {
    rmSync(making, { recursive: true, force: true });
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOTDIR') throw cause;
    throw new Error(`${folder} is there already: keys are never overwritten`, { cause });
  }
}

function write(folder: string, issuer: string): void {
  const files = keyFiles(folder);
  const root = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = `license-${randomBytes(4).toString('hex')}`;
  const claims: KeysetClaims = {
    iss: issuer,
    aud: 'easel',
    iat: nowSeconds(),
    version: 1,
    keys: [{ kid, use: 'license', state: 'active', jwk: jwkOf(signing.publicKey) }],
    revoked: [],
  };
  writeFileSync(files.rootKey, pemOf(root.privateKey), { mode: 0o600 });
  writeFileSync(files.signingKey(kid), pemOf(signing.privateKey), { mode: 0o600 });
  writeFileSync(files.rootPublic, root.publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(files.keyset, `${signKeyset(claims, root.privateKey)}\n`);
}

/**
 * The keys that `createKeys` made.
 * @throws Error when the folder does not hold them.
 */
export function loadKeys(folder: string): VendorKeys {
  const files = keyFiles(folder);
  const root = publicP256(readFileSync(files.rootPublic, 'utf8'));
  const keyset = verifyKeyset(readFileSync(files.keyset, 'utf8').trimEnd(), root);
  const active = [...keyset.keys].find(
    ([, { use, state }]) => use === 'license' && state === 'active',
  );
  if (!active) throw new Error(`${folder} has no active key for licences`);
  const [kid, { key: published }] = active;
  const key = createPrivateKey(readFileSync(files.signingKey(kid)));
  if (!createPublicKey(key).equals(published))
    throw new Error(`${files.signingKey(kid)} is not the key that the keyset names`);
  return { keyset, signer: { kid, key } };
}

const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' });

function jwkOf(key: KeyObject): KeysetClaims['keys'][number]['jwk'] {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return { kty: 'EC', crv: 'P-256', x, y };
}
