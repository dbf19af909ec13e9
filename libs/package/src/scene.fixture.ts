import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Keyring } from '@easel/license';
import type { Release } from '@easel/models';
import { expect } from 'vitest';
import { isImage } from './layout.js';
import { openPackage } from './open-package.js';
import { PackageError } from './package-error.js';
import { stageImages } from './stage-images.js';
import { stage } from './stage.js';

/** A folder with room around the one that is staged into, to see that nothing lands there. */
export class Scene implements AsyncDisposable {
  readonly root: string;
  readonly package: string;
  readonly out: string;
  readonly scratch: string;
  readonly keyring: Keyring;

  private constructor(root: string, keyring: Keyring) {
    this.root = root;
    this.keyring = keyring;
    this.package = join(root, 'package');
    this.out = join(root, 'a/b/out');
    this.scratch = join(root, 'scratch');
  }

  static async make(keyring: Keyring): Promise<Scene> {
    const scene = new Scene(await mkdtemp(join(tmpdir(), 'easel-package-')), keyring);
    await mkdir(join(scene.root, 'a/b'), { recursive: true });
    await mkdir(scene.scratch);
    await writeFile(join(scene.root, 'a/precious'), 'untouched');
    return scene;
  }

  write = (bytes: Buffer) => writeFile(this.package, bytes);

  /** Stages the model and the images, as an installer does. */
  async take(path = this.package): Promise<{ release: Release; images: Buffer[] }> {
    await using opened = await openPackage(path, this.keyring);
    const release = await stage(opened, this.out);
    await using staged = await stageImages(opened, this.scratch);
    return {
      release,
      images: await Promise.all(staged.files.map((file) => buffer(file.stream()))),
    };
  }

  /** Takes what must be refused: nothing has changed around, and nothing of it is left. */
  async refusal(path = this.package): Promise<PackageError> {
    const around = await this.#around();
    let refused: unknown;
    try {
      await this.take(path);
    } catch (error) {
      refused = error;
    }
    // Images are proven last: the model may have passed.
    if (this.#isAboutImages(refused)) await rm(this.out, { recursive: true });
    expect(await this.#around()).toEqual(around);
    expect(await readFile(join(this.root, 'a/precious'), 'utf8')).toBe('untouched');
    if (!(refused instanceof PackageError)) throw new Error('not refused', { cause: refused });
    return refused;
  }

  #isAboutImages(error: unknown): boolean {
    const { figures } = error as { figures?: { path?: string } };
    return (
      error instanceof PackageError && error.reason === 'checksum' && isImage(figures?.path ?? '')
    );
  }

  async #around(): Promise<string[]> {
    return (await readdir(this.root, { recursive: true })).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}
