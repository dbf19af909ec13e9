import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Batch } from './batch.js';
import { IdempotencyKeys } from './idempotency-keys.js';

const ID = /^\d{8}-\d{6}-[0-9a-z]{8}$/;

/** All batches of an install, in `EASEL_HOME/batches`, which gateways and workers share. */
export class BatchStore {
  readonly folder: string;
  readonly keys: IdempotencyKeys;

  constructor(home: string) {
    this.folder = join(home, 'batches');
    this.keys = new IdempotencyKeys(join(this.folder, 'keys'), (id) => this.open(id));
  }

  /**
   * A folder to make a batch in; it is none until its description is written. Ids rise with the time. Whoever makes it
   * touches the folder until then, lest it is taken for one that somebody was killed over.
   */
  async begin(now = new Date()): Promise<{ id: string; folder: string }> {
    const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
    const id = `${stamp}-${BigInt(`0x${randomBytes(6).toString('hex')}`)
      .toString(36)
      .padStart(8, '0')
      .slice(-8)}`;
    const folder = join(this.folder, id);
    await mkdir(join(folder, 'results'), { recursive: true, mode: 0o700 });
    return { id, folder };
  }

  open(id: string): Batch | undefined {
    return ID.test(id) ? Batch.open(join(this.folder, id)) : undefined;
  }

  /** For whoever looks through all of them: one that cannot be read costs itself alone, and `unreadable` is told why. */
  openAny(id: string, unreadable: (err: unknown) => void): Batch | undefined {
    try {
      return this.open(id);
    } catch (err) {
      unreadable(err);
      return undefined;
    }
  }

  /** Newest first. */
  async ids(): Promise<string[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names
      .filter((name) => ID.test(name))
      .sort()
      .reverse();
  }

  /**
   * Folders that are no batch, by id: it is being made, somebody was killed over it, or a chunk came in after it was taken
   * away. And when each was last touched, milliseconds since 1970.
   */
  async unmade(): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    for (const id of await this.ids())
      if (!existsSync(join(this.folder, id, 'batch.json')))
        found.set(id, await touched(join(this.folder, id)));
    return found;
  }

  /** Takes a batch away with its key, in one step for whoever looks, however long its files take. */
  async remove(id: string): Promise<void> {
    if (!ID.test(id)) return;
    const batch = this.open(id);
    if (batch) await this.keys.forget(batch);
    const gone = join(this.folder, `${id}.removed`);
    await rename(join(this.folder, id), gone);
    await rm(gone, { recursive: true, force: true });
  }
}

/** When something was last put into a folder or its own folders and files; 0 where it has just gone. */
async function touched(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const paths = [folder, ...names.map((name) => join(folder, name))];
  const times = paths.map((path) =>
    stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ),
  );
  return Math.max(...(await Promise.all(times)));
}
