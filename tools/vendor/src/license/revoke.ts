import type { Keyset } from '@easel/license';

import type { KeyFolder } from '../keys/key-files.js';
import { nextKeyset, putKeyset, readPublicKeys } from '../keys/keyset-file.js';
import { Ledger } from '../ledger/ledger.js';
import { VendorError } from '../vendor-error.js';

export interface Revocation {
  /** The `jti` of each. */
  licenses: string[];
  reason: string;
}

/**
 * Makes licences count no more, wherever the keyset that it returns gets to. The ledger has it before the keyset does.
 * @throws VendorError for a licence that was not issued with these keys, or is revoked already.
 */
export function revokeLicenses(folder: KeyFolder, { licenses, reason }: Revocation): Keyset {
  using ledger = Ledger.open(folder.path);
  const wanted = [...new Set(licenses)];
  const issued = new Set(
    ledger.entries.flatMap((entry) => (entry.event === 'issued' ? [entry.jti] : [])),
  );
  const { revoked } = readPublicKeys(folder.path).keyset;
  const unknown = wanted.filter((jti) => !issued.has(jti));
  if (unknown.length > 0)
    throw new VendorError(
      `Never issued with these keys: ${unknown.join(', ')}. Nothing was revoked`,
    );
  const before = wanted.filter((jti) => revoked.has(jti));
  if (before.length > 0)
    throw new VendorError(`Revoked already: ${before.join(', ')}. Nothing else was revoked`);

  const keyset = nextKeyset(folder, { revoked: [...revoked, ...wanted] });
  ledger.append({ event: 'revoked', licenses: wanted, reason, keyset: keyset.version });
  putKeyset(folder.path, keyset);
  return keyset;
}
