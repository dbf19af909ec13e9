import { openArchive, type Archive } from '@easel/archive';
import { archiveLimits, ROOT_FOLDER } from './layout.js';
import { PackageError } from './package-error.js';
import { archiveRefusal } from './refusal.js';
import type { Member, Source } from './source.js';

/** A package as it was handed over: one open file throughout. */
export class ArchiveSource implements Source {
  readonly form = 'archive';
  readonly #path: string;
  readonly #archive: Archive;

  private constructor(path: string, archive: Archive) {
    this.#path = path;
    this.#archive = archive;
  }

  static async open(path: string): Promise<ArchiveSource> {
    try {
      const archive = await openArchive(path, archiveLimits);
      if (archive.format === 'tar.gz') return new ArchiveSource(path, archive);
      await archive[Symbol.asyncDispose]();
    } catch (error) {
      throw archiveRefusal(error, path);
    }
    throw new PackageError('not-a-package', { path });
  }

  async *members(signal?: AbortSignal): AsyncGenerator<Member, void, void> {
    const refused = (error: unknown) => archiveRefusal(error, this.#path);
    try {
      for await (const entry of this.#archive.entries()) {
        const { path, size } = entry;
        if (signal?.aborted) throw new PackageError('stopped', undefined, { cause: signal.reason });
        if (!path.startsWith(`${ROOT_FOLDER}/`)) throw new PackageError('unlisted', { path });
        const own = path.slice(ROOT_FOLDER.length + 1);
        yield { path: own, size, bytes: () => inWords(entry.bytes(), refused) };
      }
    } catch (error) {
      throw refused(error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#archive[Symbol.asyncDispose]();
  }
}

async function* inWords(
  bytes: AsyncIterable<Buffer>,
  refused: (error: unknown) => unknown,
): AsyncGenerator<Buffer, void, void> {
  try {
    yield* bytes;
  } catch (error) {
    throw refused(error);
  }
}
