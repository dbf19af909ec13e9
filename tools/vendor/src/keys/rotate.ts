import type { Keyset, KeysetClaims, TrustedKey } from '@easel/license';

import { Ledger } from '../ledger/ledger.js';
import { VendorError } from '../vendor-error.js';
import { keyFiles, type KeyFolder } from './key-files.js';
import { nextKeyset, publishedKeys, putKeyset, readPublicKeys } from './keyset-file.js';
import { isEncrypted, newKey, writePrivateKey } from './private-key.js';

export interface Rotation {
  use: TrustedKey['use'];
  /** Only adds a `next` key, which sites get to know before it signs. */
  announce?: boolean;
  /** What the old key signed counts no more. */
  revoke?: boolean;
}

export interface Rotated {
  keyset: Keyset;
  /** The key that is new, or that was announced and signs from now on. */
  kid: string;
  previous?: { kid: string; state: 'retired' | 'revoked' };
}

type PublishedKey = KeysetClaims['keys'][number];

/**
 * Puts a new key in the place of the active one of its use, or announces it. The ledger has it before the keyset does.
 * @throws VendorError for a second announcement, or a folder that does not hold together.
 */
export function rotateKey(folder: KeyFolder, rotation: Rotation): Rotated {
  using ledger = Ledger.open(folder.path);
  const { use, announce = false, revoke = false } = rotation;
  const keys = publishedKeys(readPublicKeys(folder.path).keyset);
  const announced = keys.find((key) => key.use === use && key.state === 'next');
  const active = keys.find((key) => key.use === use && key.state === 'active');
  if (announce && announced)
    throw new VendorError(
      `${announced.kid} is announced already: keys rotate --use ${use} promotes it`,
    );

  const key = announced ?? makeKey(folder, use);
  const previous =
    announce || !active
      ? undefined
      : { kid: active.kid, state: revoke ? ('revoked' as const) : ('retired' as const) };
  const changed: PublishedKey[] = [
    ...keys
      .filter(({ kid }) => kid !== key.kid)
      .map((one) => (one.kid === previous?.kid ? { ...one, state: previous.state } : one)),
    { ...key, state: announce ? 'next' : 'active' },
  ];
  const keyset = nextKeyset(folder, { keys: changed });
  const rotated = { keyset, kid: key.kid, ...(previous && { previous }) };
  ledger.append({
    event: 'rotated',
    use,
    kid: key.kid,
    state: announce ? 'next' : 'active',
    ...(previous && { previous }),
    keyset: keyset.version,
  });
  putKeyset(folder.path, keyset);
  return rotated;
}

/** Its private half is in the folder before any keyset names it. */
function makeKey(folder: KeyFolder, use: PublishedKey['use']): PublishedKey {
  const files = keyFiles(folder.path);
  const { kid, privateKey, jwk } = newKey(use);
  const passphrase = isEncrypted(files.rootKey) ? folder.passphrase : undefined;
  writePrivateKey(files.signingKey(kid), privateKey, passphrase);
  return { kid, use, state: 'next', jwk };
}
