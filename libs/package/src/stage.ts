import { rm } from 'node:fs/promises';
import { extract, type Entry } from '@easel/archive';
import { ModelError, readRelease, type Release } from '@easel/models';
import { places } from './layout.js';
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
  await stagePart(from, folder, { part: 'model', course });
  try {
    return await modelIn(from, folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Copies what Easel's containers are started from, as `stage` does a model. */
export const stageStack = (from: Package, folder: string): Promise<void> =>
  stagePart(from, folder, { part: 'stack' });

async function stagePart(
  from: Package,
  folder: string,
  { part, course }: { part: 'model' | 'stack'; course?: Course },
): Promise<void> {
  const place = places[part];
  const files = provenFiles(from, (path) => path.startsWith(place), course);
  const entries = () => underTheirNames(files, place);
  await extract({ entries }, folder, { accept: ({ path }) => ({ as: path }), sync: true });
}

async function* underTheirNames(
  entries: AsyncIterable<Entry>,
  place: string,
): AsyncGenerator<Entry> {
  for await (const entry of entries) {
    yield { ...entry, path: entry.path.slice(place.length) };
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
