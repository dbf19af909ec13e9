import { randomBytes } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { chunksOf } from './chunks.js';
import { isImage } from './layout.js';
import type { Package } from './open-package.js';
import { provenFiles, type Course } from './proven-files.js';

/** One archive of images, proven, as `docker load` takes it. */
export interface StagedImages {
  /** In the package. */
  path: string;
  /** Bytes. */
  size: number;
  /** From the first byte on, each time. */
  stream(): Readable;
}

/**
 * Copies a package's images into nameless files, hashed on the way: Docker acts on bytes as they come, so every one
 * must be proven before the first is handed over. A second pass over the package's own file would not do: whoever can
 * write to it changes it between the passes, open or not. Nobody else finds these files, and they go with the process.
 * @param folder where there is room for all of them: on the disk, there until it is disposed of
 * @throws PackageError, or what the file system says
 */
export async function stageImages(
  from: Package,
  folder: string,
  course: Course = {},
): Promise<AsyncDisposable & { files: StagedImages[] }> {
  await using handles = new AsyncDisposableStack();
  const files: StagedImages[] = [];
  for await (const image of provenFiles(from, isImage, course)) {
    const { path, size } = image;
    const file = handles.use(await nameless(folder));
    await file.writeFile(image.bytes());
    files.push({
      path,
      size,
      // Not the handle's own stream: one that is left half read would keep the handle from being closed.
      stream: () => Readable.from(chunksOf(file), { objectMode: false }),
    });
  }
  const held = handles.move();
  return { files, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

async function nameless(folder: string): Promise<FileHandle> {
  const path = join(folder, `.images-${randomBytes(8).toString('hex')}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}
