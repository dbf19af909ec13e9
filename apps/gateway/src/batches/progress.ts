import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Batch } from '@easel/jobs';
import { atomicWrite } from '@easel/platform';
import { z } from 'zod';
import { Pace } from './pace.js';

/** How far a batch has come. */
const countsSchema = z.object({
  done: z.int(),
  failed: z.int(),
  /** How many, by error code. */
  errors: z.record(z.string(), z.int()),
  /** Names in its longest row. */
  widest: z.int(),
});
type Counts = z.output<typeof countsSchema>;

export interface Standing extends Counts {
  /** Pictures a second over the last minute; null where nothing is known. */
  rate: number | null;
}

/** Batches whose counts are remembered. */
const REMEMBERED = 64;
/** After a batch was cancelled, chunks that were under way may still come in. */
const SETTLED_MS = 60_000;

/** Counts rows, each chunk of a batch once. Of a batch that has ended the counts are kept beside it. */
export class Progress {
  readonly #tallies = new Map<string, Tally>();

  /** @param age of the answer, at most, in milliseconds. */
  async of(batch: Batch, age = 0): Promise<Standing> {
    const kept = readKept(batch);
    if (kept) return { ...kept, rate: null };
    const tally = this.#tallies.get(batch.id) ?? new Tally(batch);
    this.#tallies.delete(batch.id); // the one asked for last is the last to be forgotten
    this.#tallies.set(batch.id, tally);
    for (const id of this.#tallies.keys())
      if (this.#tallies.size > REMEMBERED) this.#tallies.delete(id);
    return tally.now(age);
  }

  forget(id: string): void {
    this.#tallies.delete(id);
  }
}

class Tally {
  readonly #batch: Batch;
  readonly #known = new Set<number>();
  readonly #pace = new Pace();
  #counts: Counts = { done: 0, failed: 0, errors: {}, widest: 0 };
  #counting: { atMs: number; work: Promise<void> } | undefined;

  constructor(batch: Batch) {
    this.#batch = batch;
  }

  async now(age: number): Promise<Standing> {
    const now = performance.now();
    if (!this.#counting || now - this.#counting.atMs >= age) {
      const before = this.#counting?.work.catch(() => undefined);
      this.#counting = { atMs: now, work: this.#count(before) };
    }
    await this.#counting.work;
    return { ...this.#counts, rate: this.#pace.perSecond(Date.now()) };
  }

  async #count(before: Promise<void> | undefined): Promise<void> {
    await before;
    const { end } = this.#batch;
    for (const { chunk, atMs } of await this.#batch.done(this.#known)) {
      this.#add(chunk, atMs);
      await turn(); // a million rows take seconds, in which live requests want their turns
    }
    if (end && (end.state === 'finished' || Date.now() - end.atMs > SETTLED_MS))
      keep(this.#batch, this.#counts);
  }

  #add(chunk: number, atMs: number): void {
    const rows = this.#batch.readResults(chunk);
    const { done, failed, widest } = this.#counts;
    const errors = { ...this.#counts.errors };
    const wrong = rows.filter((row) => 'error_code' in row);
    for (const { error_code } of wrong) errors[error_code] = (errors[error_code] ?? 0) + 1;
    const widths = rows.map((row) => ('results' in row ? row.results.length : 0));
    this.#counts = {
      done: done + rows.length,
      failed: failed + wrong.length,
      errors,
      widest: Math.max(widest, ...widths),
    };
    this.#known.add(chunk);
    this.#pace.add(rows.length, atMs);
  }
}

const keptAt = (batch: Batch) => join(batch.folder, 'counts.json');

function keep(batch: Batch, counts: Counts): void {
  // It may have been deleted meanwhile.
  if (existsSync(join(batch.folder, 'batch.json')))
    atomicWrite(keptAt(batch), JSON.stringify(counts));
}

/** What cannot be read is counted again. */
function readKept(batch: Batch): Counts | undefined {
  try {
    return countsSchema.parse(JSON.parse(readFileSync(keptAt(batch), 'utf8')));
  } catch {
    return undefined;
  }
}
