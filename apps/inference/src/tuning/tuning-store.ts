import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { atomicWrite } from '@easel/platform';
import type { Trial } from './tune.js';

/** Entries of models that are long gone are swept: the oldest beyond these. */
const KEPT = 64;

/** What a measurement depends on: with anything else of this it would have come out otherwise. */
export interface Circumstances {
  modelSha256: string;
  input: unknown;
  onnxruntime: string;
  cpu: string;
  arch: string;
  cores: number;
  lanes: number;
}

export interface Measured {
  best: Trial;
  trials: Trial[];
}

const count = z.int().min(1).max(1024);
const trial = z.strictObject({
  lanes: count,
  threads: count,
  batch: count,
  imagesPerSecond: z.number().min(0),
});
const fileSchema = z.strictObject({
  format: z.literal(1),
  /** For whoever looks into the file. */
  circumstances: z.unknown(),
  best: trial,
  trials: z.array(trial).max(256),
});

/** What was measured on this machine, one file for each model and circumstances, in a folder of its own. */
export class TuningStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws Error when there is an entry that cannot be read. */
  async find(circumstances: Circumstances): Promise<Measured | undefined> {
    let text: string;
    try {
      text = await readFile(this.#path(circumstances), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    const { best, trials } = fileSchema.parse(JSON.parse(text));
    return { best, trials };
  }

  /** @throws Error as the file system has it; the tuning itself is as good as before. */
  async keep(circumstances: Circumstances, { best, trials }: Measured): Promise<void> {
    const entry: z.input<typeof fileSchema> = { format: 1, circumstances, best, trials };
    atomicWrite(this.#path(circumstances), `${JSON.stringify(entry, undefined, 2)}\n`);
    await this.#sweep();
  }

  #path(circumstances: Circumstances): string {
    const { modelSha256, input, onnxruntime, cpu, arch, cores, lanes } = circumstances;
    const parts = JSON.stringify([modelSha256, input, onnxruntime, cpu, arch, cores, lanes]);
    return join(this.#folder, `${createHash('sha256').update(parts).digest('hex')}.json`);
  }

  async #sweep(): Promise<void> {
    const names = await readdir(this.#folder);
    if (names.length <= KEPT) return;
    const files = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#folder, name);
        return {
          path,
          at: await stat(path).then(
            ({ mtimeMs }) => mtimeMs,
            () => 0,
          ),
        };
      }),
    );
    const oldest = files.sort((a, b) => b.at - a.at).slice(KEPT);
    await Promise.all(oldest.map(({ path }) => rm(path, { force: true })));
  }
}
