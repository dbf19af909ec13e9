import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * A digest of a folder's code, which is the recipe of the files that it makes: what other code made is not taken for
 * theirs.
 */
export function recipeOf(folder: URL): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort())
    if (/^[^.]+\.[jt]s$/.test(file)) hash.update(file).update(readFileSync(new URL(file, folder)));
  return hash.digest('hex').slice(0, 12);
}
