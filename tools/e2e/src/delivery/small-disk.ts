import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** A disk that may be filled without harm to any other: an ext4 in a file. Only root may mount it. */
export class SmallDisk implements Disposable {
  /** Where it is mounted. */
  readonly folder: string;
  readonly #filling: string;

  /** @param around a folder for it and its file. @param bytes that it has; only those that are used are taken. */
  constructor(around: string, bytes: number) {
    const file = join(around, 'disk.ext4');
    this.folder = join(around, 'disk');
    this.#filling = join(this.folder, 'filling');
    mkdirSync(this.folder);
    closeSync(openSync(file, 'wx'));
    truncateSync(file, bytes);
    run('mkfs.ext4', '-q', '-m', '0', file);
    // What is written is allocated at once: else more is set aside for it than it takes, and full is not full.
    run('mount', '-o', 'loop,nodelalloc', file, this.folder);
  }

  /** Bytes. */
  get left(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  /** Somebody else takes what is left, but for so many bytes. */
  fill(but = 0): void {
    const most = this.left - Math.max(but, 2 ** 20);
    if (most > 0) run('fallocate', '-l', String(most), this.#filling);
    if (but > 0) return;
    const file = openSync(this.#filling, 'a');
    try {
      const block = Buffer.alloc(4096, 1);
      for (;;) writeSync(file, block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  /** And gives it back. */
  free(): void {
    rmSync(this.#filling, { force: true });
  }

  [Symbol.dispose](): void {
    run('umount', this.folder);
  }
}

function run(program: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`, { cause: error });
}
