import { createHash } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { syncFolder } from '@easel/platform';
import type { Batch } from './batch.js';

/** How long whoever claimed a key may take to its batch's last step. */
const CLAIM_MS = 2000;

/** Which batch a caller's Idempotency-Key has made: a file a key, beside the batches, so that replicas share them. */
export class IdempotencyKeys {
  readonly #folder: string;
  readonly #batch: (id: string) => Batch | undefined;

  /** @param batch by its id, if it is there. */
  constructor(folder: string, batch: (id: string) => Batch | undefined) {
    this.#folder = folder;
    this.#batch = batch;
  }

  /** The batch that `key` has made, if it is still there. */
  async find(key: string): Promise<Batch | undefined> {
    const batch = this.#batch(await this.#holder(key));
    return batch?.description.key === key ? batch : undefined;
  }

  /**
   * The last step but one of making a batch with a key.
   * @returns the batch that another has made with it meanwhile; undefined: go on
   */
  async claim(key: string, id: string): Promise<Batch | undefined> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const mine = `${this.#path(key)}.${id}`;
    await write(mine, id);
    try {
      for (;;) {
        if (await linked(mine, this.#path(key))) {
          await syncFolder(this.#folder);
          return undefined;
        }
        const other = await this.#otherOf(key);
        if (other) return other;
      }
    } finally {
      await rm(mine, { force: true });
    }
  }

  /** For a batch that is taken away. */
  async forget({ id, description: { key } }: Batch): Promise<void> {
    if (key !== null && (await this.#holder(key)) === id)
      await rm(this.#path(key), { force: true });
  }

  /** Takes the keys away that have no batch, and were last touched before `beforeMs` (since 1970). */
  async sweep(beforeMs: number): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    for (const name of names) {
      if (await this.find(name)) continue;
      const path = this.#path(name);
      if ((await stat(path)).mtimeMs < beforeMs) await rm(path, { force: true });
    }
  }

  /** Who holds it may be at his last step, killed before it, or long removed: then the key is free. */
  async #otherOf(key: string): Promise<Batch | undefined> {
    const holder = await this.#holder(key);
    for (const until = performance.now() + CLAIM_MS; performance.now() < until;) {
      const batch = await this.find(key);
      if (batch) return batch;
      await passed(50);
    }
    if ((await this.#holder(key)) === holder) await rm(this.#path(key), { force: true });
    return undefined;
  }

  #holder(key: string): Promise<string> {
    return readFile(this.#path(key), 'utf8').catch(() => '');
  }

  #path(key: string): string {
    return join(this.#folder, key);
  }
}

/** Outlasts a loss of power, as the batch does: a retry after it is to find that. */
async function write(path: string, id: string): Promise<void> {
  await using file = await open(path, 'w', 0o600);
  await file.writeFile(id);
  await file.sync();
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** One caller's key is nobody else's: each deployment has its own. */
export const hashKey = (key: string, deployment: string): string =>
  createHash('sha256').update(`${deployment}\0${key}`).digest('hex');
