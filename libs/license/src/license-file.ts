import { LONGEST_KEYSET } from './keyset.js';
import { LicenseError } from './license-error.js';
import { LONGEST_LICENSE } from './license.js';

/** What a `.lic` file holds: tokens, not looked into. */
export interface LicenseFile {
  license: string;
  /** A vendor adds one where a site may not have it yet. */
  keyset?: string;
}

/** Bytes: the most that a `.lic` file may have, each line's end included. */
export const LONGEST_LICENSE_FILE = LONGEST_LICENSE + LONGEST_KEYSET + 4;

/**
 * The lines of a `.lic` file: a licence, and perhaps a keyset. Line ends may be Windows', and empty lines follow, as
 * mail programs add them.
 * @throws LicenseError when it has more than that, or nothing.
 */
export function parseLicenseFile(bytes: Buffer): LicenseFile {
  if (bytes.length > LONGEST_LICENSE_FILE) throw new LicenseError('licence', 'too-long');
  if (/^\s*\{\s*"easel_request"/.test(bytes.toString('latin1', 0, 200)))
    throw new LicenseError('licence', 'request');
  // Latin 1: whatever is no token stays as it is, and is refused as one.
  const lines = bytes.toString('latin1').split(/\r?\n/);
  while (lines.at(-1) === '') lines.pop();
  const [license = '', keyset, ...more] = lines;
  if (license === '' || keyset === '' || more.length > 0)
    throw new LicenseError('licence', 'malformed');
  return keyset === undefined ? { license } : { license, keyset };
}
