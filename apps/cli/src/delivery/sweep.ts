import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { remove } from './tree.js';

/** Removes what is called so; a folder that is not there is swept. */
export async function sweep(folder: string, isHalf: RegExp): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => isHalf.test(each))) await remove(join(folder, name));
}
