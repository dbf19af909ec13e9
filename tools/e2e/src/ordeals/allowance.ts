import { existsSync } from 'node:fs';
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = '/sys/fs/cgroup';

/** A control group of its own with so much memory, page cache included: who wants more is killed by the kernel. */
export class Allowance implements AsyncDisposable {
  readonly #folder: string;
  readonly #outside: string;

  private constructor(folder: string, outside: string) {
    this.#folder = folder;
    this.#outside = outside;
  }

  /** @returns undefined where this user, or this machine, cannot have one. */
  static async make(name: string, mebibytes: number): Promise<Allowance | undefined> {
    const first = existsSync(join(ROOT, 'memory/tasks'));
    const outside = first ? join(ROOT, 'memory') : ROOT;
    const folder = join(outside, `easel-${process.pid}-${name}`);
    try {
      await mkdir(folder);
      const limit = first ? 'memory.limit_in_bytes' : 'memory.max';
      await writeFile(join(folder, limit), String(mebibytes * 2 ** 20));
      return new Allowance(folder, outside);
    } catch {
      return undefined;
    }
  }

  /** What `work` starts has this allowance from its first moment on, so that Node.js sizes its heap by it. */
  async for(work: () => Promise<void>): Promise<void> {
    const move = (folder: string) => writeFile(join(folder, 'cgroup.procs'), String(process.pid));
    await move(this.#folder);
    try {
      await work();
    } finally {
      await move(this.#outside);
    }
  }

  /** Once all that was in it has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    await rmdir(this.#folder).catch(() => undefined);
  }
}

/** The most memory that a process has had resident since it began, MiB. */
export async function peakMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}
