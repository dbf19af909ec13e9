import { createHash } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import type { Batch, BatchStore } from '@easel/jobs';

/** How long whoever claimed a key may take to its batch's last step. */
const CLAIM_MS = 2000;

/** Which batch a caller's Idempotency-Key has made: a file a key, beside the batches, so that replicas share them. */
export class IdempotencyKeys {
  readonly #store: BatchStore;
  readonly #folder: string;

  constructor(store: BatchStore) {
    this.#store = store;
    this.#folder = join(store.folder, 'keys');
  }

  /** The batch that `key` has made, if it is still there. */
  async find(key: string): Promise<Batch | undefined> {
    const batch = this.#store.open(await this.#holder(key));
    return batch?.description.key === key ? batch : undefined;
  }

  /**
   * The last step but one of making a batch with a key.
   * @returns the batch that another has made with it meanwhile; undefined: go on
   */
  async claim(key: string, id: string): Promise<Batch | undefined> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const mine = `${this.#path(key)}.${id}`;
    await writeFile(mine, id, { mode: 0o600 });
    try {
      for (;;) {
        if (await linked(mine, this.#path(key))) return undefined;
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
