import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { isMacClutter, nameOnDisk, openArchive, type Entry } from '@easel/archive';
import { batchLimits } from '@easel/contract';
import type { PictureLists } from '@easel/jobs';
import { Written } from './disk-room.js';
import { tooLarge } from './picture-error.js';
import type { Making } from './making.js';

const limits = {
  entries: batchLimits.pictures,
  // A file that is too large is one bad picture among good ones.
  entryBytes: batchLimits.bytes,
  bytes: batchLimits.bytes,
  // A BMP of an empty belt packs to a hundredth.
  ratio: 200,
  pathBytes: 1024,
  depth: 32,
  // Cameras and their owners write a.jpg and A.JPG.
  exactNames: true,
};

/** Files in a folder: some file systems are slow with many more. */
const SHELF = 1000;

/**
 * The files of an archive as pictures, by their paths in it. Written one by one under names that owe the archive nothing;
 * memory holds none of them.
 * @throws ArchiveError, HttpProblem 507.
 */
export async function addArchive(path: string, lists: PictureLists, making: Making): Promise<void> {
  const written = new Written(making.room);
  await using archive = await openArchive(path, limits, making.stop);
  let index = 0;
  for await (const entry of archive.entries()) {
    if (isMacClutter(entry)) continue;
    const { path: id, size } = entry;
    if (size > batchLimits.fileBytes) {
      await lists.add({ id, file: '', error: tooLarge(size) });
      continue;
    }
    await written.add(size);
    const file = join(String(Math.floor(index / SHELF)).padStart(6, '0'), nameOnDisk(entry, index));
    if (index % SHELF === 0) await mkdir(join(making.pictures, file, '..'), { recursive: true });
    await write(join(making.pictures, file), entry);
    await lists.add({ id, file });
    index += 1;
  }
}

async function write(path: string, entry: Entry): Promise<void> {
  await using file = await open(path, 'wx', 0o600);
  await file.writeFile(entry.bytes());
}
