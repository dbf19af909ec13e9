import type { Limits } from '@easel/archive';

/** Where things are in a package, relative to its one folder. */
export const ROOT_FOLDER = 'original';

export const places = {
  token: 'package/package.jwt',
  keyset: 'package/keyset.jwt',
  /** For download.sh alone: whoever verifies reads the signed manifest. */
  list: 'package/files.txt',
  install: 'package/Install/install.py',
  download: 'download.sh',
  model: 'package/model/',
  images: 'package/images/',
  /** What containers are started from: compose files, and two scripts. */
  stack: 'package/stack/',
  sbom: 'package/sbom/',
} as const;

/** What no manifest can list: two that carry the signatures, and one made from the manifest. */
const unsigned: ReadonlySet<string> = new Set([places.token, places.keyset, places.list]);

export const isUnsigned = (path: string): boolean => unsigned.has(path);
export const isImage = (path: string): boolean => path.startsWith(places.images);

export const MOST_FILES = 4096;

/** Before its signature was checked a package is a stranger's archive; after that, sizes are as they are listed. */
export const archiveLimits: Limits = {
  entries: 2 * MOST_FILES,
  entryBytes: 64 * 2 ** 30,
  bytes: 128 * 2 ** 30,
  ratio: 100,
  pathBytes: 400,
  depth: 12,
};
