import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHUNK, listOf } from './batch.js';
import type { Picture } from './batch-files.js';

/** Writes down what a batch that is being made consists of, a file for each chunk. Memory holds one chunk. */
export class PictureLists {
  readonly #folder: string;
  #pictures = 0;
  #chunk: Picture[] = [];

  /** @param folder of the batch */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async add(picture: Picture): Promise<void> {
    this.#chunk.push(picture);
    this.#pictures += 1;
    if (this.#chunk.length === CHUNK) await this.#write();
  }

  /** Writes the rest. @returns how many pictures there are */
  async close(): Promise<number> {
    if (this.#chunk.length > 0) await this.#write();
    return this.#pictures;
  }

  async #write(): Promise<void> {
    const path = listOf(this.#folder, Math.ceil(this.#pictures / CHUNK) - 1);
    await mkdir(join(this.#folder, 'lists'), { recursive: true, mode: 0o700 });
    await writeFile(path, this.#chunk.map((picture) => `${JSON.stringify(picture)}\n`).join(''), {
      mode: 0o600,
    });
    this.#chunk = [];
  }
}
