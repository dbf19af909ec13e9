import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { signKeyset, type KeysetClaims } from '@easel/license';

import { Ledger } from '../ledger/ledger.js';
import { nowSeconds } from '../time.js';
import { VendorError } from '../vendor-error.js';
import { keyFiles, type KeyFolder } from './key-files.js';
import { newKey, writePrivateKey } from './private-key.js';

/**
 * Makes a vendor's keys in a folder of their own (0700): a root key, a key for licences, one for packages, the keyset
 * that names these, and the ledger. All of it appears at once, or nothing.
 * @throws VendorError when there is something in the folder already: lost keys cannot be had back.
 */
export function createKeys({ path, passphrase }: KeyFolder, issuer = 'easel-vendor'): void {
  mkdirSync(dirname(path), { recursive: true });
  const making = mkdtempSync(`${path}.making-`); // 0700
  try {
    write({ path: making, passphrase }, issuer);
    renameSync(making, path);
  } catch (cause) {
    rmSync(making, { recursive: true, force: true });
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOTDIR') throw cause;
    throw new VendorError(`${path} is there already: keys are never overwritten`, { cause });
  }
}

function write({ path, passphrase }: KeyFolder, issuer: string): void {
  const files = keyFiles(path);
  const root = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writePrivateKey(files.rootKey, root.privateKey, passphrase);
  writeFileSync(files.rootPublic, root.publicKey.export({ type: 'spki', format: 'pem' }));

  const keys = (['license', 'package'] as const).map((use) => {
    const { kid, privateKey, jwk } = newKey(use);
    writePrivateKey(files.signingKey(kid), privateKey, passphrase);
    return { kid, use, state: 'active', jwk } as const;
  });
  const claims: KeysetClaims = {
    iss: issuer,
    aud: 'easel',
    iat: nowSeconds(),
    version: 1,
    keys,
    revoked: [],
  };
  writeFileSync(files.keyset, `${signKeyset(claims, root.privateKey)}\n`);
  Ledger.begin(path, { event: 'keys-made', issuer, keys: keys.map(({ kid }) => kid), keyset: 1 });
}
