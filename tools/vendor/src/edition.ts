import type { PublicKeys } from './keys/keyset-file.js';

/**
 * The TypeScript module that makes a build the vendor's release edition: libs/license/src/gen/edition.ts. Public
 * halves only; the same keys give the same text, but for the time.
 * @param builtAt seconds since 1970: the clock of a release never goes back before it.
 */
export const editionModule = ({ rootPem, keyset }: PublicKeys, builtAt: number): string =>
  `// A release edition. Written by easel-vendor edition; its keyset is of version ${keyset.version}.
import type { Edition } from '../edition.js';

export const edition: Edition = {
  kind: 'release',
  rootKey: ${JSON.stringify(rootPem)},
  keyset: ${JSON.stringify(keyset.token)},
  builtAt: ${builtAt},
};
`;
