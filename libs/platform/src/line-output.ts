import { writeSync } from 'node:fs';

const GATHER_MS = 100;
const GATHER_CHARACTERS = 8192;

/** A reader that takes nothing for so long gets nothing of what waits. */
const STALL_MS = 1000;
const PAUSE_MS = 10;

const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Lines on a file descriptor. They wait for each other for 100 ms or 8 KiB: a write for each is a system call, and a
 * wake-up of whoever reads. What cannot be written is lost; it never keeps the process, or ends it.
 */
export class LineOutput {
  readonly #fd: number;
  #waiting = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(fd: number) {
    this.#fd = fd;
    process.on('exit', () => this.flush());
  }

  write(line: string): void {
    this.#waiting += line;
    if (this.#waiting.length >= GATHER_CHARACTERS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), GATHER_MS).unref();
  }

  /** Writes what waits, before it returns. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    let rest = Buffer.from(this.#waiting);
    this.#waiting = '';
    const until = performance.now() + STALL_MS;
    while (rest.length > 0 && performance.now() < until)
      try {
        rest = rest.subarray(writeSync(this.#fd, rest));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return; // nobody reads any more
        Atomics.wait(pause, 0, 0, PAUSE_MS);
      }
  }
}
