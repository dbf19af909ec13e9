import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes what is called so; a folder that is not there is swept. */
export async function sweep(folder: string, isHalf: RegExp): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => isHalf.test(each)))
    await rm(join(folder, name), { recursive: true, force: true });
}
