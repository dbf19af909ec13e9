import { readFileSync } from 'node:fs';
import {
  LicenseError,
  publicP256,
  signKeyset,
  verifyKeyset,
  type Keyset,
  type KeysetClaims,
} from '@easel/license';
import { atomicWrite } from '@easel/platform';

import { nowSeconds } from '../time.js';
import { VendorError } from '../vendor-error.js';
import { keyFiles, type KeyFolder } from './key-files.js';
import { jwkOf, readPrivateKey } from './private-key.js';

/** What of a folder of keys is for everybody: the root's public key, PEM, and the keyset that it signed. */
export interface PublicKeys {
  rootPem: string;
  keyset: Keyset;
}

/** @throws VendorError when the folder holds no keys, or its keyset is not its root's. */
export function readPublicKeys(folder: string): PublicKeys {
  const { rootPublic, keyset } = keyFiles(folder);
  let rootPem, token;
  try {
    rootPem = readFileSync(rootPublic, 'utf8');
    token = readFileSync(keyset, 'utf8').trimEnd();
  } catch (cause) {
    throw new VendorError(`${folder} holds no keys: easel-vendor keys init makes them`, { cause });
  }
  try {
    return { rootPem, keyset: verifyKeyset(token, publicP256(rootPem)) };
  } catch (cause) {
    const why = cause instanceof LicenseError ? cause.message : 'root.pem is no P-256 key';
    throw new VendorError(`${folder} does not hold together: ${why}`, { cause });
  }
}

/** The keyset of the next version, signed by the root; `putKeyset` makes it count. */
export function nextKeyset(
  folder: KeyFolder,
  changes: Partial<Pick<KeysetClaims, 'keys' | 'revoked'>>,
): Keyset {
  const { rootPem, keyset } = readPublicKeys(folder.path);
  const root = readPrivateKey(keyFiles(folder.path).rootKey, folder);
  const claims: KeysetClaims = {
    iss: keyset.issuer,
    aud: 'easel',
    iat: Math.max(nowSeconds(), keyset.issuedAt),
    version: keyset.version + 1,
    keys: publishedKeys(keyset),
    revoked: [...keyset.revoked],
    ...changes,
  };
  try {
    // As sites will: what they could not take must never be written.
    return verifyKeyset(signKeyset(claims, root), publicP256(rootPem));
  } catch (cause) {
    throw new VendorError('The keyset is full: no site could take up a longer one', { cause });
  }
}

/** Replaces the folder's keyset in one step. */
export const putKeyset = (folder: string, { token }: Keyset): void =>
  atomicWrite(keyFiles(folder).keyset, `${token}\n`);

export const publishedKeys = ({ keys }: Keyset): KeysetClaims['keys'] =>
  [...keys].map(([kid, { use, state, key }]) => ({ kid, use, state, jwk: jwkOf(key) }));
