import { chmodSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { atomicWrite, boundedRead } from '@easel/platform';
import { HttpProblem } from '../http/http-problem.js';

export type AdminFile = 'password.json' | 'session.key' | 'first-password';

/** Bytes: none of the files is longer. */
const LONGEST = 1024;

/** What the gateway keeps of its administrator, in `EASEL_HOME/admin`: readable by its own user alone. */
export class AdminFolder {
  readonly #path: string;

  /** @param home `EASEL_HOME`. */
  constructor(home: string) {
    this.#path = join(home, 'admin');
  }

  path(name: AdminFile): string {
    return join(this.#path, name);
  }

  /** The file's bytes; undefined where there is none. @throws HttpProblem 503 for anything that is not such a file. */
  read(name: AdminFile): Buffer | undefined {
    const file = boundedRead(this.path(name), LONGEST);
    if (file.state === 'read') return file.bytes;
    if (file.state === 'missing') return undefined;
    throw file.state === 'too-long'
      ? damaged(name)
      : new HttpProblem(503, `admin/${name} under EASEL_HOME cannot be read (${file.why})`);
  }

  /** @throws HttpProblem 503 when the file system does not let it. */
  write(name: AdminFile, content: string | Buffer): void {
    this.#change(() => {
      mkdirSync(this.#path, { recursive: true, mode: 0o700 });
      if ((statSync(this.#path).mode & 0o077) !== 0) chmodSync(this.#path, 0o700);
      atomicWrite(this.path(name), content, 0o600);
    });
  }

  /** @throws HttpProblem 503 when the file system does not let it. */
  remove(name: AdminFile): void {
    // Only what is there: a read-only folder refuses to remove what is not.
    if (existsSync(this.path(name))) this.#change(() => rmSync(this.path(name), { force: true }));
  }

  #change(act: () => void) {
    try {
      act();
    } catch (cause) {
      const { code = 'unknown' } = cause as NodeJS.ErrnoException;
      throw new HttpProblem(503, `the folder admin under EASEL_HOME cannot be written (${code})`, {
        cause,
      });
    }
  }
}

/** A file that was not written by Easel, or not to its end. */
export const damaged = (name: AdminFile): HttpProblem =>
  new HttpProblem(
    503,
    `admin/${name} under EASEL_HOME is damaged: delete it to begin anew, or put a backup in its place`,
  );
