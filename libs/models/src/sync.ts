import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Puts everything in a folder onto the disk, so that it is whole once it has its name. */
export async function syncAll(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await syncFolder(path);
    else await sync(path);
  }
  await syncFolder(folder);
}

/** What a file system says that cannot sync folders, as some on networks: a rename there lasts all the same. */
const unable = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** A new name in a folder lasts once the folder is written too. */
export async function syncFolder(path: string): Promise<void> {
  await sync(path).catch((error: unknown) => {
    if (!unable.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  });
}

async function sync(path: string): Promise<void> {
  const file = await open(path);
  await file.sync().finally(() => file.close());
}
