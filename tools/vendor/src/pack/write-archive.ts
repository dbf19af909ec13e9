import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import { ROOT_FOLDER } from '@easel/package';
import { pack, type Pack } from 'tar-stream';

import type { Content } from './contents.js';

/** A file that is made here rather than taken from the disk. */
interface MadeContent {
  path: string;
  text: string;
}

type HeaderOf = Parameters<Pack['entry']>[0];

interface Archive {
  /** Those that carry the signature come first: whoever reads the archive looks for them. */
  made: MadeContent[];
  contents: Content[];
  /** Seconds since 1970: of every file in it. */
  at: number;
  progress?: ((bytes: number) => void) | undefined;
}

/**
 * Writes a package's archive. Nothing of this machine goes into it (owners, times, modes), so that the same contents
 * give the same bytes. Weakly compressed: weights and images hardly shrink any more.
 */
export async function writeArchive(target: string, archive: Archive): Promise<void> {
  await using file = await open(target, 'wx', 0o644);
  const tar = pack();
  fill(tar, archive).catch((error: unknown) => tar.destroy(error as Error));
  // What streamx yields is a Buffer where Node is. Whatever fails on the way fails the writing: nothing is left to say.
  const packed = pipeline(tar as AsyncIterable<Buffer>, createGzip({ level: 1 }), () => undefined);
  await file.writeFile(packed);
  await file.sync();
}

async function fill(tar: Pack, { made, contents, at, progress }: Archive): Promise<void> {
  for (const { path, text } of made) {
    const bytes = Buffer.from(text);
    await add(tar, headerOf({ path, size: bytes.length }, at), [bytes]);
  }
  for (const content of contents) {
    await add(tar, headerOf(content, at), chunksOf(content.from, progress));
  }
  tar.finalize();
}

const headerOf = ({ path, size }: Pick<Content, 'path' | 'size'>, at: number): HeaderOf => ({
  name: `${ROOT_FOLDER}/${path}`,
  size,
  mode: /\.(?:sh|py)$/.test(path) ? 0o755 : 0o644,
  mtime: new Date(at * 1000),
});

async function* chunksOf(path: string, progress?: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 18 })) {
    progress?.((chunk as Buffer).length);
    yield chunk as Buffer;
  }
}

/** One that grows or shrinks while it is read is an error: the header has said how long it is. */
async function add(
  tar: Pack,
  header: HeaderOf,
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<void> {
  const added = Promise.withResolvers<undefined>();
  const entry = tar.entry(header, (error) => {
    if (error) added.reject(error);
    else added.resolve(undefined);
  });
  for await (const chunk of chunks)
    if (!entry.write(chunk)) await Promise.race([once(entry, 'drain'), added.promise]);
  entry.end(null);
  await added.promise;
}
