import { createPublicKey } from 'node:crypto';
import type { Keyset, Signer, TrustedKey } from '@easel/license';

import { VendorError } from '../vendor-error.js';
import { keyFiles, type KeyFolder } from './key-files.js';
import { readPublicKeys } from './keyset-file.js';
import { readPrivateKey } from './private-key.js';

/** What signs licences or packages now, and the keyset that says so. */
export interface OpenKeys {
  keyset: Keyset;
  signer: Signer;
}

/** @throws VendorError when the folder does not hold the active key that its keyset names. */
export function openKeys(folder: KeyFolder, use: TrustedKey['use']): OpenKeys {
  const { keyset } = readPublicKeys(folder.path);
  const active = [...keyset.keys].find(([, key]) => key.use === use && key.state === 'active');
  if (!active) throw new VendorError(`${folder.path} has no active ${use} key`);
  const [kid, { key: published }] = active;
  const path = keyFiles(folder.path).signingKey(kid);
  const key = readPrivateKey(path, folder);
  if (!createPublicKey(key).equals(published))
    throw new VendorError(`${path} is not the key that the keyset names`);
  return { keyset, signer: { kid, key } };
}
