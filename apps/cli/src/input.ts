import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { LONGEST_LICENSE_FILE } from '@easel/license';
import { boundedRead } from '@easel/platform';
import { exits } from './exits.js';
import { Failure } from './failure.js';
import { messages } from './messages.js';

/**
 * The whole of standard input, of at most `longest` bytes: no more than that is kept, whatever is sent.
 * @throws Failure when it is longer.
 */
export async function readInput(longest: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longest) throw new Failure(exits.refused, messages.tooLong('-', longest));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The bytes of a `.lic` file; `-` is standard input.
 * @throws Failure when there is none, or none that a licence could be.
 */
export async function readLicenseFile(file: string): Promise<Buffer> {
  if (file === '-') return readInput(LONGEST_LICENSE_FILE);
  const read = boundedRead(real(path(file)), LONGEST_LICENSE_FILE);
  switch (read.state) {
    case 'read':
      return read.bytes;
    case 'missing':
      throw new Failure(exits.refused, messages.noFile(file));
    case 'too-long':
      throw new Failure(exits.refused, messages.tooLong(file, LONGEST_LICENSE_FILE));
    case 'unreadable':
      throw new Failure(exits.refused, messages.unreadable(file, read.why));
  }
}

/** Where the operator stands: `npm run` moves to the project's folder before it runs anything. */
export function path(file: string): string {
  const { npm_lifecycle_event: script, INIT_CWD: here } = process.env;
  return resolve(script === 'easel' && here !== undefined ? here : process.cwd(), file);
}

/** An operator's own link is followed; boundedRead follows none. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
