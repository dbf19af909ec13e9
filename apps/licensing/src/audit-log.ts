import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { LATEST_MS } from './state-file.js';

/** Who did what: whatever an auditor asks about a licence. */
export interface AuditEntry {
  event: string;
  /** Who asked for it; absent where Easel did it of itself. */
  actor?: string;
  [fact: string]: unknown;
}

/** Beyond this the file is put aside, and the one put aside before is dropped: decades of ordinary life. */
const LONGEST_BYTES = 16 * 2 ** 20;

/** Lines that could not be written are kept this many, and written once the disk takes them. */
const MOST_WAITING = 1000;

/** More than any line has. */
const TAIL_BYTES = 64 * 1024;

/** JSON lines, only ever appended to. Its last line is also the second place where the time is kept. */
export class AuditLog {
  readonly #path: string;
  readonly #now: () => { at: number; wall: number };
  readonly #longest: number;
  #waiting: string[] = [];
  #problem: string | undefined;

  /** @param now the effective time and the machine's, milliseconds since 1970. */
  constructor(path: string, now: () => { at: number; wall: number }, longest = LONGEST_BYTES) {
    this.#path = path;
    this.#now = now;
    this.#longest = longest;
  }

  /** Why lines wait to be written, if they do. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Writes a line. A disk that takes none is a problem to report, and no reason to stop. */
  append(entry: AuditEntry): void {
    const { at, wall } = this.#now();
    const times = { at: new Date(at).toISOString(), wall: new Date(wall).toISOString() };
    this.#waiting.push(`${JSON.stringify({ ...times, ...entry })}\n`);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
    this.flush();
  }

  /** Writes what waits. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    try {
      this.#write(this.#waiting.join(''));
      this.#waiting = [];
      this.#problem = undefined;
    } catch (error) {
      this.#problem = (error as NodeJS.ErrnoException).code ?? String(error);
    }
  }

  #write(text: string): void {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const size = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > this.#longest) renameSync(this.#path, `${this.#path}.1`);
    const file = openSync(this.#path, 'a+', 0o600);
    const before = fstatSync(file).size;
    try {
      // A line that was cut off by a kill ends here, so that it takes no other along.
      const whole = endsWithLine(file) ? text : `\n${text}`;
      const bytes = Buffer.from(whole);
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } catch (error) {
      ftruncateSync(file, before); // what a full disk took of it would stand there twice
      throw error;
    } finally {
      closeSync(file);
    }
  }
}

/** The time of the last whole line, milliseconds since 1970; undefined where there is none. */
export function lastAudited(path: string): number | undefined {
  const lines = tailOf(path).split('\n');
  return lines.map(timeOf).findLast((time) => time !== undefined);
}

function timeOf(line: string): number | undefined {
  try {
    const { at } = JSON.parse(line) as { at?: unknown };
    const time = typeof at === 'string' ? Date.parse(at) : NaN;
    return time <= LATEST_MS ? time : undefined;
  } catch {
    return undefined;
  }
}

function tailOf(path: string): string {
  let file: number | undefined;
  try {
    // A FIFO in its place would be waited for, a link could lead anywhere.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const read = readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8', 0, read);
  } catch {
    return '';
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function endsWithLine(file: number): boolean {
  const { size } = fstatSync(file);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}
