import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sessionSchema, type Session } from '@easel/contract';
import { atomicWrite, boundedRead } from '@easel/platform';
import { z } from 'zod';
import { stateFolder } from './state-folder.js';

const LONGEST = 16 * 1024;

/** A header takes nothing else, and no session is anything else. */
export const tokenSchema = z.string().regex(/^[\w.~+/=-]+$/);

const keptSchema = sessionSchema.extend({ url: z.string(), token: tokenSchema });

/** The sessions of this operator, one file for each door, which nobody else may read. */
export class Sessions {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  static of(env: NodeJS.ProcessEnv): Sessions {
    return new Sessions(stateFolder(env));
  }

  /** A file that cannot be used is no session: logging in writes it anew. */
  find(url: string): Session | undefined {
    const read = boundedRead(this.#path(url), LONGEST);
    if (read.state !== 'read') return undefined;
    try {
      const kept = keptSchema.parse(JSON.parse(read.bytes.toString('utf8')));
      return kept.url === url ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  /** @throws Error as the file system has it. */
  keep(url: string, { token, expires }: Session): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    atomicWrite(this.#path(url), `${JSON.stringify({ url, token, expires })}\n`, 0o600);
  }

  /** @returns whether there was one. */
  forget(url: string): boolean {
    const known = this.find(url) !== undefined;
    rmSync(this.#path(url), { force: true });
    return known;
  }

  #path(url: string): string {
    const name = createHash('sha256').update(url).digest('hex').slice(0, 32);
    return join(this.#folder, `session-${name}.json`);
  }
}
