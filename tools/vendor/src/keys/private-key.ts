import { createPrivateKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { KeysetClaims } from '@easel/license';
import { atomicWrite } from '@easel/platform';

import { VendorError } from '../vendor-error.js';
import type { KeyFolder } from './key-files.js';

type PublishedKey = KeysetClaims['keys'][number];

/** A key that is not in any keyset yet. */
export interface NewKey {
  kid: string;
  privateKey: KeyObject;
  jwk: PublishedKey['jwk'];
}

export function newKey(use: PublishedKey['use']): NewKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid: `${use}-${randomBytes(4).toString('hex')}`, privateKey, jwk: jwkOf(publicKey) };
}

/** PKCS8, readable by its owner alone, encrypted where there is a passphrase. */
export function writePrivateKey(path: string, key: KeyObject, passphrase?: string): void {
  const pem = key.export({
    type: 'pkcs8',
    format: 'pem',
    ...(passphrase !== undefined && { cipher: 'aes-256-cbc', passphrase }),
  });
  atomicWrite(path, pem, 0o600);
}

/** True when the private key at `path` opens with a passphrase only. */
export const isEncrypted = (path: string): boolean =>
  readKeyFile(path).includes('-----BEGIN ENCRYPTED PRIVATE KEY-----');

/** @throws VendorError when the passphrase is missing or wrong, or there is no key. */
export function readPrivateKey(path: string, { passphrase }: KeyFolder): KeyObject {
  const encrypted = isEncrypted(path);
  if (encrypted && passphrase === undefined)
    throw new VendorError(`${path} is under a passphrase, and none was given`);
  try {
    return createPrivateKey({
      key: readKeyFile(path),
      ...(encrypted && passphrase !== undefined && { passphrase }),
    });
  } catch (cause) {
    const fault = encrypted
      ? `The passphrase does not open ${path}`
      : `${path} is not a private key`;
    throw new VendorError(fault, { cause });
  }
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new VendorError(`There is no private key ${path} that can be read`, { cause });
  }
}

/** The public half as a keyset names it. */
export function jwkOf(key: KeyObject): PublishedKey['jwk'] {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return { kty: 'EC', crv: 'P-256', x, y };
}
