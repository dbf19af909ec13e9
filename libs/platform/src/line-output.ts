import { constants, fstatSync, openSync, writeSync } from 'node:fs';

const GATHER_MS = 100;
const GATHER_CHARACTERS = 8192;

/** Between two tries while the reader takes nothing: a pipe of 64 KiB that often is 3 MB/s. */
const RETRY_MS = 20;
/** Of lines that the reader has not taken. An hour of a quiet service, seconds of a busy one. */
const MOST_BYTES = 1024 * 1024;
/** At exit, a reader that takes nothing for so long gets nothing of what waits. */
const PATIENCE_MS = 1000;

const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Lines on standard output. They wait for each other for 100 ms or 8 KiB: a write for each is a system call, and a
 * wake-up of whoever reads. A reader that takes nothing holds up nobody: up to 1 MiB waits for it, later lines are lost
 * and counted. No line keeps the process, or ends it; at exit a reader has a second to take what waits.
 */
export class LineOutput {
  readonly #fd = unblocked(1);
  readonly #onGap: (lost: number) => void;
  #gathered = '';
  #behind: Buffer[] = [];
  #behindBytes = 0;
  #lost = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param onGap is told how many lines were lost once everything before them is written; it may write one. */
  constructor(onGap: (lost: number) => void) {
    this.#onGap = onGap;
    process.on('exit', () => this.#end());
  }

  write(line: string): void {
    const full = this.#behindBytes > 0 && this.#behindBytes + line.length > MOST_BYTES;
    if (full || this.#lost > 0) this.#lost += 1;
    else this.#gathered += line;
    if (this.#gathered.length >= GATHER_CHARACTERS) this.flush();
    else this.#again(GATHER_MS);
  }

  /** Writes what the reader takes without waiting, and goes on with the rest in its time. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#gathered) {
      const gathered = Buffer.from(this.#gathered);
      this.#gathered = '';
      this.#behind.push(gathered);
      this.#behindBytes += gathered.length;
    }
    if (!this.#drain()) this.#again(RETRY_MS);
    else if (this.#lost > 0) {
      const lost = this.#lost;
      this.#lost = 0;
      this.#onGap(lost);
    }
  }

  #again(ms: number): void {
    this.#timer ??= setTimeout(() => this.flush(), ms).unref();
  }

  /** @returns whether nothing waits any more. */
  #drain(): boolean {
    for (let first = this.#behind[0]; first; first = this.#behind[0]) {
      try {
        const written = writeSync(this.#fd, first);
        this.#behindBytes -= written;
        if (written < first.length) this.#behind[0] = first.subarray(written);
        else this.#behind.shift();
      } catch (error) {
        // A full disk may have room again; to a reader that has gone there is no line that could say so.
        if ((error as NodeJS.ErrnoException).code !== 'EPIPE') return false;
        this.#behind = [];
        this.#behindBytes = this.#lost = 0;
      }
    }
    return true;
  }

  #end(): void {
    const until = performance.now() + PATIENCE_MS;
    this.flush();
    while (this.#waits && performance.now() < until) {
      Atomics.wait(pause, 0, 0, RETRY_MS);
      this.flush();
    }
  }

  get #waits(): boolean {
    return this.#behindBytes > 0 || this.#gathered !== '';
  }
}

/** Writes to what this returns never wait for a reader; on a file there is none. */
function unblocked(fd: number): number {
  if (fstatSync(fd).isFile()) return fd;
  try {
    // Opened anew, so that it is not also non-blocking for whoever shares it, and no child makes it blocking again.
    return openSync(
      `/dev/fd/${fd}`,
      constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY,
    );
  } catch {
    // A socket cannot be opened. Node makes it non-blocking when it makes a stream of it.
    process.stdout.on('error', () => undefined);
    return fd;
  }
}
