import { existsSync, realpathSync, statSync } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import { Room } from '../room.js';
import { HostStack } from './host-stack.js';
import { Stack } from './stack.js';
import { sweep } from './sweep.js';

/** Where deployments are, as EasyDL's operators know it. */
const USUAL = '/home/baidu/work';

/**
 * Bytes for what any command writes besides: the journal, settings, what a release keeps of the one before, and what
 * the services write meanwhile.
 */
const BESIDES = 64 * 2 ** 20;

/** The host's work folder: a folder for each deployment, and one for what they share. */
export class WorkFolder {
  readonly path: string;
  readonly host: HostStack;

  constructor(path: string) {
    this.path = real(resolve(path));
    this.host = new HostStack(this.path);
  }

  /** @param given on the command line; it wins over `EASEL_WORK`. */
  static of(given: string | undefined, env: NodeJS.ProcessEnv): WorkFolder {
    return new WorkFolder([given, env.EASEL_WORK].find(Boolean) ?? USUAL);
  }

  /** @throws Failure where there is none, or something else in its place. */
  require(): void {
    const found = statSync(this.path, { throwIfNoEntry: false });
    if (!found) throw new Failure(exits.refused, messages.noWorkFolder(this.path));
    if (!found.isDirectory()) throw new Failure(exits.refused, messages.workIsFile(this.path));
  }

  /** Makes it, where there is none. @throws Failure where something else is in its place. */
  async make(): Promise<void> {
    if (!existsSync(this.path)) await mkdir(this.path, { recursive: true, mode: 0o755 });
    this.require();
  }

  /** On its disk, for so many bytes and what any command writes besides. */
  room(bytes = 0): Room {
    return new Room(this.path, bytes + BESIDES);
  }

  /** Takes all of a deployment away. Under another name first: a half of one could be neither used nor purged. */
  async purge({ name, folder }: Stack): Promise<void> {
    const gone = join(this.path, `.${name}.purged`);
    await rm(gone, { recursive: true, force: true });
    if ((await lstat(folder)).isSymbolicLink()) await empty(folder);
    try {
      await rename(folder, gone);
    } catch (error) {
      // A disk of its own has no other name, and its folder stays.
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
      return empty(folder);
    }
    await rm(gone, { recursive: true });
  }

  /** Takes away what was never whole, or is not any more: whoever was at it was killed. */
  async sweep(): Promise<void> {
    await sweep(this.path, /^\..+\.purged$/);
    await this.host.sweep();
  }

  stack(name: string): Stack {
    return new Stack(this.path, name);
  }

  /** Those that were installed under their own names: a copy that was put away is none. */
  async stacks(): Promise<Stack[]> {
    const names = existsSync(this.path) ? await readdir(this.path) : [];
    return names
      .filter((name) => !name.startsWith('.'))
      .sort()
      .map((name) => this.stack(name))
      .filter((stack) => stack.saysName === stack.name);
  }
}

/** What says whose folder it is goes last: until then whoever was cut off begins anew. */
async function empty(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name !== '.env');
  for (const name of [...names, '.env'])
    await rm(join(folder, name), { recursive: true, force: true });
}

/**
 * The one path of a folder, whatever links lead there: by it compose knows what it started, and a turn what it is at.
 * What is not there yet is named by what is.
 */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(real(dirname(path)), basename(path));
  }
}
