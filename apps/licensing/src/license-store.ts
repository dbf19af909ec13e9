import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LicenseError, LONGEST_LICENSE_FILE } from '@easel/license';
import { atomicWrite, boundedRead } from '@easel/platform';

/** How many licences are kept besides the one in place. */
const KEPT = 3;

/** A licence that was replaced: its file, as it was handed in. */
export interface Replaced {
  jti: string;
  /** Milliseconds since 1970. */
  at: number;
  file: Buffer;
}

/** Where the files are, under `home`. */
export const licensingFiles = (home: string) => {
  const folder = join(home, 'licensing');
  return {
    /** The licence in place. Whoever replaces it by hand is noticed. */
    current: join(folder, 'easel.lic'),
    /** One that begins later. */
    queued: join(folder, 'queued.lic'),
    history: join(folder, 'history'),
    state: join(folder, 'state.json'),
    audit: join(folder, 'audit.jsonl'),
  };
};

/** The licences of this machine: the one in place, one that waits, and the last three before. */
export class LicenseStore {
  readonly #files: ReturnType<typeof licensingFiles>;

  constructor(home: string) {
    this.#files = licensingFiles(home);
  }

  /** @throws LicenseError when there is none, or it cannot be read. */
  current(): Buffer {
    return read(this.#files.current);
  }

  /** The licence that waits, if one does. */
  queued(): Buffer | undefined {
    try {
      return read(this.#files.queued);
    } catch {
      return undefined;
    }
  }

  put(file: Buffer, jti: string): void {
    atomicWrite(this.#files.current, file);
    this.#forget(jti); // what is in place again is no earlier one
  }

  queue(file: Buffer): void {
    atomicWrite(this.#files.queued, file);
  }

  /** The licence that waited waits no more; where it could not be used it is put aside. */
  unqueue({ aside }: { aside: boolean }): void {
    const { queued } = this.#files;
    if (aside) renameSync(queued, `${queued}.refused`);
    else rmSync(queued, { force: true });
  }

  /** Keeps a licence that is being replaced, unless it is kept already. */
  keep({ jti, at, file }: Replaced): void {
    const kept = this.#names();
    if (kept.at(-1)?.jti === jti) return;
    this.#forget(jti);
    atomicWrite(join(this.#files.history, `${Math.floor(at)}-${jti}.lic`), file);
    for (const { name } of this.#names().slice(0, -KEPT)) rmSync(join(this.#files.history, name));
  }

  /** The last three, newest first. */
  history(): Replaced[] {
    return this.#names()
      .toReversed()
      .flatMap(({ name, at, jti }) => {
        const file = boundedRead(join(this.#files.history, name), LONGEST_LICENSE_FILE);
        return file.state === 'read' ? [{ jti, at, file: file.bytes }] : [];
      });
  }

  #forget(jti: string): void {
    for (const kept of this.#names())
      if (kept.jti === jti) rmSync(join(this.#files.history, kept.name), { force: true });
  }

  /** Oldest first. */
  #names() {
    return list(this.#files.history)
      .flatMap((name) => {
        const [, at, jti = ''] = /^(\d{1,15})-([A-Za-z0-9_-]{1,64})\.lic$/.exec(name) ?? [];
        return at === undefined ? [] : [{ name, at: Number(at), jti }];
      })
      .sort((one, other) => one.at - other.at);
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(path: string): Buffer {
  const file = boundedRead(path, LONGEST_LICENSE_FILE);
  if (file.state === 'read') return file.bytes;
  if (file.state === 'unreadable')
    throw new LicenseError('licence', 'unreadable', { cause: new Error(`${path}: ${file.why}`) });
  throw new LicenseError('licence', file.state);
}
