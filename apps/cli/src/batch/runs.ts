import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { atomicWrite, boundedRead } from '@easel/platform';
import { z } from 'zod';
import { stateFolder } from '../state-folder.js';

/** Bytes: paths of a command line fit. */
const LONGEST = 4 * 1024 * 1024;

/** How many are remembered. */
const MOST = 50;

const runSchema = z.object({
  /** Says to the server that it is the same again. */
  key: z.uuid(),
  /** Milliseconds since 1970. */
  began: z.int(),
  url: z.string(),
  deployment: z.string(),
  /** null while the server has not said that there is a batch. */
  id: z.string().nullable(),
  /** As they were found then: files and folders here, or a folder of the server. */
  source: z.union([
    z.object({ paths: z.array(z.string()), all: z.boolean() }),
    z.object({ folder: z.string() }),
  ]),
  options: z.object({ top_num: z.int().optional(), version: z.string().optional() }),
  out: z.string(),
  format: z.enum(['csv', 'jsonl']),
  force: z.boolean(),
});

export type Run = z.output<typeof runSchema>;

/** What this operator began here, a file each, so that he can come back to it. */
export class Runs {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  static of(env: NodeJS.ProcessEnv): Runs {
    return new Runs(join(stateFolder(env), 'batches'));
  }

  last(): Run | undefined {
    return this.#all()[0];
  }

  find(id: string): Run | undefined {
    return this.#all().find((run) => run.id === id);
  }

  /** @throws Error as the file system has it. */
  keep(run: Run): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    atomicWrite(this.#path(run), `${JSON.stringify(run)}\n`, 0o600);
    for (const old of this.#all().slice(MOST)) this.forget(old);
  }

  forget(run: Pick<Run, 'key'>): void {
    rmSync(this.#path(run), { force: true });
  }

  /** Newest first. A file that cannot be used is none. */
  #all(): Run[] {
    return this.#names()
      .flatMap((name) => {
        const read = boundedRead(join(this.#folder, name), LONGEST);
        if (read.state !== 'read') return [];
        try {
          return [runSchema.parse(JSON.parse(read.bytes.toString('utf8')))];
        } catch {
          return [];
        }
      })
      .sort((a, b) => b.began - a.began);
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder);
    } catch {
      return [];
    }
  }

  #path({ key }: Pick<Run, 'key'>): string {
    return join(this.#folder, `${key}.json`);
  }
}
