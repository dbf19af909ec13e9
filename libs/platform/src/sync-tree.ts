import { constants } from 'node:fs';
import { open, opendir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Of the four threads that Node has for files, one stays free for whoever else is served. */
const AT_ONCE = 3;

/**
 * Returns once a folder and all that is in it would outlast a loss of power, its own name too. Written first and synced
 * together, many small files share the disk's commits; one after the other, each would wait for its own.
 * @throws Error as the file system has it
 */
export async function syncTree(folder: string): Promise<void> {
  const paths = below(folder);
  const syncing = Array.from({ length: AT_ONCE }, async () => {
    for await (const path of paths) await sync(path);
  });
  await Promise.all(syncing);
  await sync(dirname(folder));
}

/** A folder comes after what is in it. */
async function* below(folder: string): AsyncGenerator<string, void, void> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* below(path);
    else yield path;
  }
  yield folder;
}

/** A new name in a folder outlasts a loss of power once the folder is written too. */
export const syncFolder = (folder: string): Promise<void> => sync(folder);

async function sync(path: string): Promise<void> {
  await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  await file.sync();
}
