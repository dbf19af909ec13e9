import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../failure.js';
import { unwritten } from '../../room.js';
import type { Ground } from '../ground.js';
import { WorkFolder } from '../work-folder.js';
import type { BackupFile } from './backup-file.js';
import { modeOf } from './listing.js';

/** What a backup holds, whole and proven, on the disk that it will be used on: a work folder beside the real one's. */
export class Unpacked implements AsyncDisposable {
  readonly work: WorkFolder;
  readonly #around: string;

  private constructor(around: string) {
    this.#around = around;
    this.work = new WorkFolder(join(around, 'work'));
  }

  static async of({ work }: Ground, backup: BackupFile): Promise<Unpacked> {
    work.room(backup.bytes).require();
    const { folder } = work.host;
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const unpacked = new Unpacked(await mkdtemp(join(folder, '.restore-')));
    try {
      await backup.unpack(unpacked.work.path);
      await setModes(unpacked.work.path, '');
      return unpacked;
    } catch (error) {
      await unpacked[Symbol.asyncDispose]();
      const told = work.room(backup.bytes).explain(error);
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined || told instanceof Failure) throw told;
      throw unwritten(folder, error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#around, { recursive: true, force: true });
  }
}

/** Licensing's and the administrator's folders are theirs alone; models are no secret between the services. */
const isSecret = (path: string) => /^\.easel\/state(\/|$)|^[^/]+\/admin$/.test(path);

async function setModes(root: string, path: string): Promise<void> {
  const here = join(root, path);
  await chmod(here, isSecret(path) ? 0o700 : 0o755);
  for (const entry of await readdir(here, { withFileTypes: true })) {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) await setModes(root, inside);
    else await chmod(join(root, inside), modeOf(inside) ?? 0o600);
  }
}
