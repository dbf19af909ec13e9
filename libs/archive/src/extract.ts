import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import type { Entry } from './archive.js';
import { ArchiveError } from './archive-error.js';

export interface Placement {
  /** Where in the folder, relative: the entry's `path`, a `nameOnDisk`, … */
  as: string;
  /** What the contents must have, hexadecimal. */
  sha256?: string;
}

export interface Extraction {
  /** Decides on each file, `index` from 0 on; throws to refuse the archive. */
  accept: (entry: Entry, index: number) => Placement | 'leave-out';
  /** Return only when all of it is on the disk itself. */
  sync?: boolean;
}

/** What gives files one after another: an archive, or what was made of one. */
export interface Files {
  entries(): AsyncIterable<Entry>;
}

export interface Extracted {
  /** `path` in the archive, `as` in the folder, bytes. */
  written: { path: string; as: string; size: number }[];
  /** Paths of what `accept` left out. */
  leftOut: string[];
}

/**
 * Writes an archive's files into `folder`, which must not exist yet: made here, 0700, and removed with all that is in
 * it should anything fail.
 * @throws ArchiveError, what `accept` throws, or what the file system says
 */
export async function extract(
  archive: Files,
  folder: string,
  { accept, sync = false }: Extraction,
): Promise<Extracted> {
  const root = resolve(folder);
  await mkdir(root, { mode: 0o700 });
  try {
    const extracted: Extracted = { written: [], leftOut: [] };
    const folders = new Set([root]);
    let index = 0;
    for await (const entry of archive.entries()) {
      const placement = accept(entry, index++);
      if (placement === 'leave-out') {
        extracted.leftOut.push(entry.path);
        continue;
      }
      const target = within(root, placement.as);
      await makeFolders(dirname(target), folders);
      await write(target, checked(entry, placement.sha256), sync);
      extracted.written.push({ path: entry.path, as: placement.as, size: entry.size });
    }
    if (sync) for (const made of [...folders, dirname(root)]) await syncFolder(made);
    return extracted;
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

function within(root: string, as: string): string {
  const target = resolve(root, as);
  if (!target.startsWith(root + sep))
    throw new ArchiveError('unsafe-name', 'would be outside the folder', { entry: as });
  return target;
}

/** Each by itself: `recursive` would go through whatever is there, and says only which was first. */
async function makeFolders(folder: string, made: Set<string>): Promise<void> {
  if (made.has(folder)) return;
  await makeFolders(dirname(folder), made);
  await mkdir(folder, { mode: 0o700 });
  made.add(folder);
}

async function write(target: string, bytes: AsyncIterable<Buffer>, sync: boolean): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  await using file = await open(target, flags, 0o600);
  await file.writeFile(bytes);
  if (sync) await file.sync();
}

async function* checked(entry: Entry, sha256: string | undefined): AsyncGenerator<Buffer> {
  if (sha256 === undefined) return yield* entry.bytes();
  const hash = createHash('sha256');
  for await (const chunk of entry.bytes()) {
    hash.update(chunk);
    yield chunk;
  }
  const found = hash.digest('hex');
  if (found !== sha256)
    throw new ArchiveError('checksum', `has SHA-256 ${found}, ${sha256} is expected`, {
      entry: entry.path,
    });
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  await handle.sync();
}
