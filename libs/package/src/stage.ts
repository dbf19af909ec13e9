import { rm } from 'node:fs/promises';
import { extract, type Entry } from '@easel/archive';
import { ModelError, readRelease, type Release } from '@easel/models';
import { isOfModel, places } from './layout.js';
import type { Package } from './open-package.js';
import { PackageError } from './package-error.js';
import { provenFiles, type Course } from './proven-files.js';

/**
 * Copies a package's model into `folder`, which must not exist yet: made here (0700, its files 0600), on the disk itself
 * when this returns, and removed with all that is in it should anything fail. Each file is hashed as it is copied, so
 * that what was proven is what is used, whatever happens to the package meanwhile.
 * @returns the model as its own manifest describes it
 * @throws PackageError, or what the file system says
 */
export async function stage(from: Package, folder: string, course: Course = {}): Promise<Release> {
  const entries = () => underTheirNames(provenFiles(from, isOfModel, course));
  await extract({ entries }, folder, { accept: ({ path }) => ({ as: path }), sync: true });
  try {
    return await modelIn(from, folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function* underTheirNames(entries: AsyncIterable<Entry>): AsyncGenerator<Entry> {
  for await (const entry of entries) {
    yield { ...entry, path: entry.path.slice(places.model.length) };
  }
}

async function modelIn({ manifest }: Package, folder: string): Promise<Release> {
  const refuse = (why: string, cause?: unknown) => new PackageError('model', { why }, { cause });
  let release;
  try {
    release = await readRelease(folder, manifest);
  } catch (error) {
    throw error instanceof ModelError ? refuse(error.message, error) : error;
  }
  const listed = new Set(manifest.files.map(({ path }) => path));
  const named = [release.manifest.model, ...release.manifest.golden.map(({ file }) => file)];
  const lacking = named.find((file) => !listed.has(`${places.model}${file}`));
  if (lacking !== undefined) throw refuse(`its manifest names ${lacking}, which is not there`);
  return release;
}
