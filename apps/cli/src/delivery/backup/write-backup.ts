import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';
import { BackupFile } from './backup-file.js';
import type { Piece } from './gather.js';
import { LISTING, modeOf, type Listing } from './listing.js';

/** Models hardly shrink, however long one tries. */
const LEVEL = 1;

/**
 * Writes a backup that only its owner can read, proves that it can be read, and only then gives it its name.
 * @param progress bytes written so far.
 * @throws Failure, or what the file system says; nothing is left then.
 */
export async function writeBackup(
  out: string,
  { listing, pieces }: { listing: Listing; pieces: readonly Piece[] },
  progress: (bytes: number) => void,
): Promise<void> {
  const partial = `${out}.partial`;
  await rm(partial, { force: true }); // of one that was killed
  try {
    const tar = pack();
    fill(tar, { listing, pieces }, progress).catch((error: unknown) => tar.destroy(error as Error));
    const file = createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true });
    await pipeline(bytesOf(tar), createGzip({ level: LEVEL }), file);
    {
      await using written = await BackupFile.open(partial);
      await written.prove();
    }
    await rename(partial, out);
    await using folder = await open(dirname(out), 'r');
    await folder.sync();
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Node would take streamx's stream for one of its own, and wait for events that never come. */
async function* bytesOf(tar: Pack): AsyncGenerator<Buffer, void, void> {
  yield* tar as AsyncIterable<Buffer>;
}

async function fill(
  tar: Pack,
  { listing, pieces }: { listing: Listing; pieces: readonly Piece[] },
  progress: (bytes: number) => void,
): Promise<void> {
  const text = Buffer.from(`${JSON.stringify(listing, null, 2)}\n`);
  await add(tar, { path: LISTING, size: text.length, from: { bytes: text } });
  let done = 0;
  for (const piece of pieces) {
    await add(tar, piece);
    progress((done += piece.size));
  }
  tar.finalize();
}

async function add(tar: Pack, { path, size, from }: Omit<Piece, 'sha256'>): Promise<void> {
  const header = { name: path, size, mode: modeOf(path) ?? 0o600, mtime: new Date(0) };
  await new Promise<void>((resolve, reject) => {
    const entry = tar.entry(header, (error) => (error ? reject(error) : resolve()));
    if ('bytes' in from) {
      entry.end(from.bytes);
      return;
    }
    const bytes = createReadStream(from.file);
    bytes.once('error', reject);
    bytes.pipe(entry);
  });
}
