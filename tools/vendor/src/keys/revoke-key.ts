import type { Keyset } from '@easel/license';

import { Ledger } from '../ledger/ledger.js';
import { VendorError } from '../vendor-error.js';
import type { KeyFolder } from './key-files.js';
import { nextKeyset, publishedKeys, putKeyset, readPublicKeys } from './keyset-file.js';

/**
 * Takes a key out of use whose private half somebody else may have: nothing that it signed counts any more. For the
 * active one, which must have a successor, that is `rotateKey`. The ledger has it before the keyset does.
 * @throws VendorError for a key that is unknown, active, or revoked already.
 */
export function revokeKey(folder: KeyFolder, kid: string): Keyset {
  using ledger = Ledger.open(folder.path);
  const keys = publishedKeys(readPublicKeys(folder.path).keyset);
  const key = keys.find((one) => one.kid === kid);
  if (!key)
    throw new VendorError(`There is no key ${kid}: ${keys.map((one) => one.kid).join(', ')}`);
  if (key.state === 'revoked') throw new VendorError(`${kid} is revoked already`);
  if (key.state === 'active')
    throw new VendorError(
      `${kid} is the active one: keys rotate --use ${key.use} --revoke puts another in its place`,
    );
  const keyset = nextKeyset(folder, {
    keys: keys.map((one) => (one.kid === kid ? { ...one, state: 'revoked' } : one)),
  });
  ledger.append({ event: 'key-revoked', kid, keyset: keyset.version });
  putKeyset(folder.path, keyset);
  return keyset;
}
