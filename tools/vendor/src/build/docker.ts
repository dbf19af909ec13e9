import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';

import { VendorError } from '../vendor-error.js';

/** Characters of what Docker said that are shown when it fails. */
const LAST_WORDS = 4000;

/** Docker's client as it is on this machine. */
export class Docker {
  readonly #command: string;

  constructor(command: string) {
    this.#command = command;
  }

  /** What it writes on standard output. @throws VendorError with its last words */
  async run(...args: string[]): Promise<string> {
    let said = '';
    await this.#spawn(args, async (stdout) => {
      for await (const chunk of stdout) said += (chunk as Buffer).toString();
    }).catch((error: unknown) => {
      // Builds say what went wrong on standard output.
      if (!(error instanceof VendorError)) throw error;
      throw new VendorError(`${error.message}\n${said.slice(-LAST_WORDS)}`.trim(), {
        cause: error,
      });
    });
    return said;
  }

  /** Writes images into one archive, weakly compressed: it is large, and somebody waits. */
  async save(references: string[], target: string, read: (bytes: number) => void): Promise<void> {
    await using file = await open(target, 'wx', 0o644);
    await this.#spawn(['save', ...references], async (stdout) => {
      const packed = pipeline(counted(stdout, read), createGzip({ level: 1 }), () => undefined);
      await file.writeFile(packed);
      await file.sync();
    });
  }

  async #spawn(args: string[], take: (stdout: NodeJS.ReadableStream) => Promise<void>) {
    const child = spawn(this.#command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let complaint = '';
    child.stderr.on(
      'data',
      (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-LAST_WORDS)),
    );
    const ended = once(child, 'close') as Promise<[number | null]>;
    try {
      const [[code]] = await Promise.all([ended, take(child.stdout)]);
      if (code !== 0)
        throw new VendorError(`${this.#command} ${args[0] ?? ''} failed: ${complaint.trim()}`);
    } catch (cause) {
      child.kill();
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
      throw new VendorError(`There is no ${this.#command} on this machine`, { cause });
    }
  }
}

async function* counted(stream: NodeJS.ReadableStream, read: (bytes: number) => void) {
  for await (const chunk of stream) {
    read((chunk as Buffer).length);
    yield chunk as Buffer;
  }
}
