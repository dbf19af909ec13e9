import { join } from 'node:path';
import {
  LicenseError,
  LONGEST_KEYSET,
  publicP256,
  verifyKeyset,
  type Edition,
  type Trust,
} from '@easel/license';
import { boundedRead } from './bounded-read.js';

/** Where the development edition finds its public trust, under `home`. */
export const trustFiles = (home: string) => ({
  rootKey: join(home, 'trust', 'root.pem'),
  keyset: join(home, 'trust', 'keyset.jwt'),
  developmentId: join(home, 'trust', 'development-id'),
});

/**
 * Whose licences count: in a release what was compiled in, and nothing from disk or environment; in development what
 * the files under `home` say each time they are needed.
 * @throws LicenseError for a release that was built wrongly.
 */
export function readTrust(edition: Edition, home: string): Trust {
  if (edition.kind === 'release') {
    const root = publicP256(edition.rootKey);
    const keyset = verifyKeyset(edition.keyset, root);
    return { edition: 'release', root: () => root, keyset: () => keyset };
  }
  const files = trustFiles(home);
  const root = () => rootKey(read(files.rootKey, 4096));
  return {
    edition: 'development',
    root,
    keyset: () => verifyKeyset(read(files.keyset, LONGEST_KEYSET + 1).trimEnd(), root()),
  };
}

function rootKey(pem: string) {
  try {
    return publicP256(pem);
  } catch (cause) {
    throw new LicenseError('keyset', 'unreadable', { cause });
  }
}

function read(path: string, longest: number): string {
  const file = boundedRead(path, longest);
  if (file.state === 'read') return file.bytes.toString('utf8');
  if (file.state === 'unreadable')
    throw new LicenseError('keyset', 'unreadable', { cause: new Error(`${path}: ${file.why}`) });
  throw new LicenseError('keyset', file.state);
}
