import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { places, type ListedFile } from '@easel/package';
import { sha256Of } from '@easel/platform';

/** Whether a version's folder holds the model's listed files, and nothing else. */
export async function holds(folder: string, listed: readonly ListedFile[]): Promise<boolean> {
  const wanted = new Map(
    listed
      .filter(({ path }) => path.startsWith(places.model))
      .map((file) => [file.path.slice(places.model.length), file]),
  );
  const there = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = there
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  if (files.length !== wanted.size) return false;
  for (const file of files) {
    const { size, sha256 } = wanted.get(file) ?? {};
    if ((await stat(join(folder, file))).size !== size) return false;
    if ((await sha256Of(join(folder, file))) !== sha256) return false;
  }
  return true;
}
