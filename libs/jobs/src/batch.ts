import { existsSync, readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { atomicWrite, replaceFile } from '@easel/platform';
import type { z } from 'zod';
import {
  descriptionSchema,
  endSchema,
  FORMAT,
  intentSchema,
  pictureSchema,
  type Description,
  type End,
  type Picture,
  type Row,
  type Wanted,
} from './batch-files.js';

/** Pictures that are handed out together: what a killed worker has to do again at most. */
export const CHUNK = 50;

/** One batch on disk. Disk is the truth of it; queues only say who does what next. */
export class Batch {
  readonly folder: string;
  readonly description: Description;

  private constructor(folder: string, description: Description) {
    this.folder = folder;
    this.description = description;
  }

  /** @returns undefined where there is none, or one that is still being made or taken away. */
  static open(folder: string): Batch | undefined {
    const description = readJson(join(folder, 'batch.json'), descriptionSchema);
    return description && new Batch(folder, description);
  }

  /** The last step of making one: from now on it is there. */
  static create(folder: string, description: Omit<Description, 'format'>): Batch {
    const whole = { format: FORMAT, ...description } as const;
    atomicWrite(join(folder, 'batch.json'), JSON.stringify(whole));
    return new Batch(folder, whole);
  }

  get id(): string {
    return this.description.id;
  }

  get chunks(): number {
    return Math.ceil(this.description.pictures / CHUNK);
  }

  get wanted(): Wanted {
    return readJson(join(this.folder, 'intent.json'), intentSchema)?.wanted ?? 'run';
  }

  want(wanted: Wanted): void {
    const intent = { format: FORMAT, wanted, atMs: Date.now() };
    atomicWrite(join(this.folder, 'intent.json'), JSON.stringify(intent));
  }

  get end(): End | undefined {
    return readJson(join(this.folder, 'end.json'), endSchema);
  }

  /** Says that nothing more will come. Twice does no harm. */
  finish(state: End['state']): void {
    if (this.end) return;
    const end = { format: FORMAT, state, atMs: Date.now() };
    atomicWrite(join(this.folder, 'end.json'), JSON.stringify(end));
  }

  /** The pictures of a chunk, in order. */
  pictures(chunk: number): Picture[] {
    return lines(readFileSync(listOf(this.folder, chunk), 'utf8')).map((line) =>
      pictureSchema.parse(JSON.parse(line)),
    );
  }

  hasResults(chunk: number): boolean {
    return existsSync(this.#results(chunk));
  }

  /**
   * All rows of a chunk at once: whoever does a chunk again replaces its rows, and none is ever there twice.
   * @throws Error ENOENT where the batch was taken away meanwhile: nothing of it comes back
   */
  async writeResults(chunk: number, rows: Row[]): Promise<void> {
    await replaceFile(this.#results(chunk), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }

  readResults(chunk: number): Row[] {
    return lines(readFileSync(this.#results(chunk), 'utf8')).map((line) => JSON.parse(line) as Row);
  }

  /** Chunks that have results, rising, and when each was written, milliseconds since 1970. */
  async done(known: ReadonlySet<number> = new Set()): Promise<{ chunk: number; atMs: number }[]> {
    const names = await readdir(join(this.folder, 'results')).catch(() => []);
    const chunks = names
      .flatMap((name) => /^(\d+)\.jsonl$/.exec(name)?.[1] ?? [])
      .map(Number)
      .filter((chunk) => !known.has(chunk))
      .sort((a, b) => a - b);
    return Promise.all(
      chunks.map(async (chunk) => ({ chunk, atMs: (await stat(this.#results(chunk))).mtimeMs })),
    );
  }

  #results(chunk: number): string {
    return join(this.folder, 'results', nameOf(chunk));
  }
}

const nameOf = (chunk: number): string => `${String(chunk).padStart(6, '0')}.jsonl`;
export const listOf = (folder: string, chunk: number): string =>
  join(folder, 'lists', nameOf(chunk));

const lines = (text: string) => text.split('\n').filter(Boolean);

function readJson<T>(path: string, schema: z.ZodType<T>): T | undefined {
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return schema.parse(JSON.parse(text));
}
