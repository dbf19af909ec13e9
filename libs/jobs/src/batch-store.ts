import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Batch } from './batch.js';

const ID = /^\d{8}-\d{6}-[0-9a-z]{8}$/;

/** All batches of an install, in `EASEL_HOME/batches`, which gateways and workers share. */
export class BatchStore {
  readonly folder: string;

  constructor(home: string) {
    this.folder = join(home, 'batches');
  }

  /** A folder to make a batch in; it is none until its description is written. Ids rise with the time. */
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

  /** Newest first. */
  async ids(): Promise<string[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names
      .filter((name) => ID.test(name))
      .sort()
      .reverse();
  }

  /** Oldest first: those that are made, and have not ended. */
  async unfinished(): Promise<Batch[]> {
    const all = (await this.ids()).reverse().map((id) => this.open(id));
    return all.filter((batch): batch is Batch => batch !== undefined && !batch.end);
  }

  /** Takes a batch away, in one step for whoever looks, however long its files take. */
  async remove(id: string): Promise<void> {
    if (!ID.test(id)) return;
    const gone = join(this.folder, `${id}.removed`);
    await rename(join(this.folder, id), gone);
    await rm(gone, { recursive: true, force: true });
  }
}
