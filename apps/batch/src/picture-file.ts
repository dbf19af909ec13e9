import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { EaselError } from '@easel/errors';
import type { Batch, Picture } from '@easel/jobs';
import { LARGEST_FILE } from '@easel/rpc';

type Kept = Pick<Batch, 'description' | 'folder'>;

const MiB = 1024 * 1024;

/** Of this process or of the file system's connection, not of the picture: its chunk is tried again. */
const PASSES = new Set([
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  // Of a folder on the network.
  'ESTALE',
  'ETIMEDOUT',
  'ENOTCONN',
  'EHOSTDOWN',
  'EHOSTUNREACH',
]);

/** Regular files alone: a FIFO would block, a link could lead anywhere. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Reads the pictures of batches: those that were uploaded, and those below the import roots. */
export class PictureFiles {
  readonly #roots: string[];

  constructor(importRoots: string[]) {
    this.#roots = importRoots;
  }

  /**
   * @throws EaselError 336004, 336005 or 336006, the picture's row: another try would not help; anything else is of the
   *   moment.
   */
  async read(batch: Kept, picture: Picture): Promise<Buffer> {
    const path = await this.#pathOf(batch, picture);
    try {
      await using file = await open(path, FLAGS);
      const stat = await file.stat();
      if (!stat.isFile()) throw new EaselError(336005, 'the file is not a regular one');
      if (stat.size === 0) throw new EaselError(336006, 'the file is empty');
      if (stat.size > LARGEST_FILE)
        throw new EaselError(
          336004,
          `the file has ${Math.ceil(stat.size / MiB)} MiB, at most ${LARGEST_FILE / MiB}`,
        );
      return await file.readFile();
    } catch (cause) {
      if (cause instanceof EaselError) throw cause;
      if (PASSES.has(codeOf(cause))) throw cause;
      throw new EaselError(336005, `the file cannot be read (${codeOf(cause)})`, { cause });
    }
  }

  async #pathOf(batch: Kept, { file }: Picture): Promise<string> {
    if (batch.description.source !== 'folder') return join(batch.folder, 'pictures', file);
    const real = await realpath(dirname(file)).catch(() => undefined);
    for (const given of this.#roots) {
      const root = await realpath(given).catch((cause: unknown) => {
        // Not mounted just now: that says nothing of the pictures in it.
        if (file.startsWith(withSep(given))) throw cause;
      });
      if (root !== undefined && real !== undefined && `${real}${sep}`.startsWith(withSep(root)))
        return file;
    }
    throw new EaselError(336005, 'the file cannot be read: it is not below an import root');
  }
}

const withSep = (path: string) => (path.endsWith(sep) ? path : path + sep);

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown';
