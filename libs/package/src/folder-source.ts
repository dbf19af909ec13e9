import { constants } from 'node:fs';
import { open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiveError, safePath } from '@easel/archive';
import { chunksOf } from './chunks.js';
import { archiveLimits } from './layout.js';
import { PackageError } from './package-error.js';
import { archiveRefusal } from './refusal.js';
import type { Member, Source } from './source.js';

/**
 * What an operator or a script leaves in the folder by its ordinary work: licences beside install.py, what download.sh
 * has half of, what Python compiles. Never read as a part of the package.
 */
const tolerated = /^package\/Install\/[^/]+\.lic$|\.part$|(?:^|\/)__pycache__\/|\.pyc$/;

/** A package that was unpacked. Everything in it may change at any moment, and links could lead anywhere. */
export class FolderSource implements Source {
  readonly form = 'folder';
  readonly #root: string;

  /** @param root the folder `original`. */
  constructor(root: string) {
    this.#root = root;
  }

  async *members(signal?: AbortSignal): AsyncGenerator<Member, void, void> {
    let entries = 0;
    for await (const { path, kind } of this.#walk('')) {
      if (signal?.aborted) throw new PackageError('stopped', undefined, { cause: signal.reason });
      entries += 1;
      this.#check(path, entries);
      if (tolerated.test(path)) continue;
      if (kind !== 'file') throw new PackageError(kind, { entry: path });
      await using file = await this.#open(path);
      const { size } = await file.stat();
      yield { path, size, bytes: () => chunksOf(file) };
    }
  }

  async *#walk(
    folder: string,
  ): AsyncGenerator<{ path: string; kind: 'file' | 'link' | 'special' }> {
    const entries = await readdir(join(this.#root, folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) yield* this.#walk(path);
      else yield { path, kind: kindOf(entry) };
    }
  }

  #check(path: string, entries: number): void {
    try {
      safePath(path, archiveLimits);
      if (entries > archiveLimits.entries)
        throw new ArchiveError('entries', `more than ${archiveLimits.entries} files`);
    } catch (error) {
      throw archiveRefusal(error, this.#root);
    }
  }

  /** What the walk saw may be something else by now: a link is not followed, a FIFO not waited for. */
  async #open(path: string): Promise<FileHandle> {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    let file;
    try {
      file = await open(join(this.#root, path), flags);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'ELOOP') throw new PackageError('link', { entry: path }, { cause });
      if (code === 'ENXIO') throw new PackageError('special', { entry: path }, { cause });
      throw cause;
    }
    const stat = await file.stat();
    if (stat.isFile()) return file;
    await file.close();
    throw new PackageError('special', { entry: path });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Its files are closed as they are passed.
  }
}

interface Kinds {
  isFile(): boolean;
  isSymbolicLink(): boolean;
}

const kindOf = (entry: Kinds) =>
  entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : 'special';
