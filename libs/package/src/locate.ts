import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ArchiveSource } from './archive-source.js';
import { FolderSource } from './folder-source.js';
import { places, ROOT_FOLDER } from './layout.js';
import { PackageError } from './package-error.js';
import type { Source } from './source.js';

/** What stands at a path: a package's archive, or a folder in, at or around its unpacked one. */
export async function locate(path: string): Promise<Source> {
  const there = await stat(path).catch(() => undefined);
  if (!there) throw new PackageError('not-there', { path });
  if (!there.isDirectory()) return ArchiveSource.open(await realpath(path));
  const root = await rootOf(await realpath(path));
  if (root === undefined) throw new PackageError('not-a-package', { path });
  return new FolderSource(root);
}

async function rootOf(folder: string): Promise<string | undefined> {
  const candidates = [folder, join(folder, ROOT_FOLDER)];
  // Where install.py stands, and where it is run.
  if (basename(folder) === 'Install') candidates.push(dirname(dirname(folder)));
  if (basename(folder) === 'package') candidates.push(dirname(folder));
  for (const candidate of candidates) {
    const token = await stat(join(candidate, places.token)).catch(() => undefined);
    if (token) return candidate;
  }
  return undefined;
}
