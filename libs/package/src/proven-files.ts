import { createHash } from 'node:crypto';
import type { Entry } from '@easel/archive';
import { isImage, isUnsigned } from './layout.js';
import type { ListedFile } from './manifest.js';
import type { Package } from './open-package.js';
import { PackageError } from './package-error.js';

export interface Course {
  /** Bytes read of those that are to be read, each time that there are more. */
  progress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * Goes through all of a package once, and gives the files that are wanted. What is not wanted is proven as well, but for
 * images: these are large, and are proven when they are wanted. Only what was read to its end is the vendor's.
 * @throws PackageError for the first file that is not exactly as listed, and in the end for one that is not there
 */
export async function* provenFiles(
  { manifest, source }: Package,
  isWanted: (path: string) => boolean,
  { progress, signal }: Course = {},
): AsyncGenerator<Entry, void, void> {
  const lacking = new Map(manifest.files.map((file) => [file.path, file]));
  const isRead = (path: string) => isWanted(path) || !isImage(path);
  const total = manifest.files.reduce((sum, { path, size }) => sum + (isRead(path) ? size : 0), 0);
  let done = 0;
  const read = (bytes: number) => {
    if (signal?.aborted) throw new PackageError('stopped', undefined, { cause: signal.reason });
    progress?.((done += bytes), total);
  };
  for await (const member of source.members(signal)) {
    const { path, size } = member;
    if (isUnsigned(path)) continue;
    const listed = lacking.get(path);
    if (!listed) throw new PackageError('unlisted', { path });
    lacking.delete(path);
    if (size !== listed.size) throw sizeFault(listed, size);
    const proven = () => hashed(member.bytes(), listed, read);
    if (isWanted(path)) yield { path, size, bytes: proven };
    else if (isRead(path)) await readThrough(proven());
  }
  const [first] = lacking.keys();
  if (first !== undefined) throw new PackageError('missing', { path: first, count: lacking.size });
}

async function readThrough(chunks: AsyncGenerator<Buffer, void, void>): Promise<void> {
  while (!(await chunks.next()).done);
}

const sizeFault = ({ path, size }: ListedFile, bytes: number) =>
  new PackageError('size', { path, bytes, listed: size });

async function* hashed(
  chunks: AsyncIterable<Buffer>,
  listed: ListedFile,
  read: (bytes: number) => void,
): AsyncGenerator<Buffer, void, void> {
  const hash = createHash('sha256');
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    // One that grows while it is read never ends.
    if (length > listed.size) throw sizeFault(listed, length);
    hash.update(chunk);
    read(chunk.length);
    yield chunk;
  }
  if (length !== listed.size) throw sizeFault(listed, length);
  const found = hash.digest('hex');
  if (found !== listed.sha256)
    throw new PackageError('checksum', { path: listed.path, found, listed: listed.sha256 });
}
