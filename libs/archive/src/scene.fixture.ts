import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openArchive } from './archive.js';
import { ArchiveError, type ArchiveReason } from './archive-error.js';
import { extract, type Extracted, type Extraction } from './extract.js';
import type { Limits } from './limits.js';

export const generous: Limits = {
  entries: 1000,
  entryBytes: 2 ** 24,
  bytes: 2 ** 26,
  ratio: 100,
  pathBytes: 1024,
  depth: 16,
};

export const underOwnName: Extraction['accept'] = ({ path }) => ({ as: path });

interface Terms extends Partial<Extraction> {
  limits?: Partial<Limits>;
  signal?: AbortSignal;
}

/** A folder with room around the one that is extracted into, to see that nothing lands there. */
export class Scene implements AsyncDisposable {
  readonly root: string;
  readonly archive: string;
  readonly out: string;

  private constructor(root: string) {
    this.root = root;
    this.archive = join(root, 'upload');
    this.out = join(root, 'a/b/out');
  }

  static async make(): Promise<Scene> {
    const scene = new Scene(await mkdtemp(join(tmpdir(), 'easel-archive-')));
    await mkdir(join(scene.root, 'a/b'), { recursive: true });
    await writeFile(join(scene.root, 'a/precious'), 'untouched');
    return scene;
  }

  /** Extracts, whatever comes of it: nothing outside has changed, and after a failure nothing inside is left. */
  async extract(bytes: Buffer, terms: Terms = {}): Promise<Extracted> {
    const { limits, signal, accept = underOwnName, sync = false } = terms;
    await writeFile(this.archive, bytes);
    const around = await this.#around();
    let failed = true;
    try {
      await using archive = await openArchive(this.archive, { ...generous, ...limits }, signal);
      const extracted = await extract(archive, this.out, { accept, sync });
      failed = false;
      return extracted;
    } finally {
      expect(await this.#around()).toEqual(around);
      expect(await readFile(join(this.root, 'a/precious'), 'utf8')).toBe('untouched');
      if (failed) await expect(lstat(this.out)).rejects.toMatchObject({ code: 'ENOENT' });
    }
  }

  /** Why it is refused: reason and sentence. */
  async refusal(bytes: Buffer, terms?: Terms): Promise<[ArchiveReason, string]> {
    const error: unknown = await this.extract(bytes, terms).then(
      () => expect.fail('it was taken'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof ArchiveError)) throw error;
    return [error.reason, error.message];
  }

  /** What was extracted: path to text. */
  async files(): Promise<Record<string, string>> {
    const found = await readdir(this.out, { recursive: true, withFileTypes: true });
    const files = found.filter((each) => each.isFile());
    const texts = files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(this.out.length + 1), await readFile(path, 'utf8')] as const;
    });
    return Object.fromEntries((await Promise.all(texts)).sort());
  }

  async #around(): Promise<string[]> {
    const all = await readdir(this.root, { recursive: true });
    return all.filter((path) => path !== 'a/b/out' && !path.startsWith('a/b/out/')).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true });
  }
}
