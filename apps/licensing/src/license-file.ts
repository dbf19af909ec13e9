import { join } from 'node:path';
import { LicenseError, LONGEST_KEYSET, LONGEST_LICENSE } from '@easel/license';
import { boundedRead } from '@easel/platform';

/** The licence in force lies here, under `home`. */
export const licenseFile = (home: string): string => join(home, 'licensing', 'easel.lic');

/** A licence and a keyset, each with the end of its line. */
const LONGEST_FILE = LONGEST_LICENSE + LONGEST_KEYSET + 4;

/**
 * The licence's token: the first line of its file.
 * @throws LicenseError when there is no such file, or it cannot be one.
 */
export function readLicenseFile(path: string): string {
  const file = boundedRead(path, LONGEST_FILE);
  if (file.state === 'unreadable')
    throw new LicenseError('licence', 'unreadable', { cause: new Error(`${path}: ${file.why}`) });
  if (file.state !== 'read') throw new LicenseError('licence', file.state);
  const [token = ''] = file.bytes.toString('latin1').split(/\r?\n/, 1);
  return token;
}
