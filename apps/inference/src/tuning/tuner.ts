import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Release } from '@easel/models';
import type { Logger } from '@easel/platform';
import { inference } from '@easel/rpc';
import { batchingOf } from './batching.js';
import { measure, type Machine } from './measure.js';
import { lanesFor } from './tune.js';
import { TuningStore, type Circumstances, type Measured } from './tuning-store.js';
import { words } from './words.js';

const { TUNING_ORIGIN_MEASURED, TUNING_ORIGIN_PINNED } = inference.TuningOrigin;

/** By its package file: onnxruntime itself is loaded in lanes alone. */
const { version: onnxruntime } = createRequire(import.meta.url)(
  'onnxruntime-node/package.json',
) as {
  version: string;
};

export interface TunerParts {
  machine: Machine;
  /** Where measurements are kept. */
  folder: string;
  /** Whether there may be measurements; without them, only what manifests pin is known. */
  on: boolean;
  log: Logger;
}

/** Knows how to run a model on this machine: as its manifest says, as was measured before, or as is measured now. */
export class Tuner {
  readonly #parts: TunerParts;
  readonly #store: TuningStore;

  constructor(parts: TunerParts) {
    this.#parts = parts;
    this.#store = new TuningStore(parts.folder);
  }

  /** Undefined where nothing is known: one thread and one picture then. Never fails: what is wrong is in the log. */
  async tune(release: Release): Promise<inference.Tuning | undefined> {
    const { machine, on, log } = this.#parts;
    const about = { deployment: release.deployment, version: release.version };
    const { run } = release.manifest;
    if (run) return pinned(run, machine);
    if (!on) return undefined;
    try {
      const circumstances = await circumstancesOf(release, machine);
      const known = await this.#store.find(circumstances).catch((err: unknown) => {
        log.warn({ ...about, err }, 'what was measured before cannot be read: it is measured anew');
        return undefined;
      });
      if (known) return measured(known);
      const start = performance.now();
      const found = await measure(release, machine, {
        failed: (way, err) =>
          log.warn({ ...about, ...way, err }, 'a way to run the model failed: it is not taken'),
      });
      const ms = Math.round(performance.now() - start);
      const tuning = measured(found);
      log.info({ ...about, ms, ...found.best, trials: found.trials }, `tuned: ${words(tuning)}`);
      await this.#store.keep(circumstances, found).catch((err: unknown) => {
        log.warn(
          { ...about, err },
          'what was measured cannot be kept: it is measured again next time',
        );
      });
      return tuning;
    } catch (err) {
      // Whether it can be served at all, its load will tell, in words for the operator.
      log.warn({ ...about, err }, 'the model could not be measured: one thread, batching off');
      return undefined;
    }
  }
}

const measured = (found: Measured): inference.Tuning => ({
  origin: TUNING_ORIGIN_MEASURED,
  ...found.best,
  ...batchingOf(found),
  trials: found.trials,
});

function pinned(
  { threads, batch }: NonNullable<Release['manifest']['run']>,
  { cores, lanes }: Machine,
): inference.Tuning {
  return {
    origin: TUNING_ORIGIN_PINNED,
    lanes: lanesFor(threads, { cores, lanes }),
    threads,
    batch,
    imagesPerSecond: 0,
    batching: inference.Batching.BATCHING_UNSPECIFIED,
    batchingGain: 0,
    trials: [],
  };
}

async function circumstancesOf(release: Release, machine: Machine): Promise<Circumstances> {
  const { folder, manifest } = release;
  const hash = createHash('sha256');
  await pipeline(createReadStream(join(folder, manifest.model)), hash);
  return {
    modelSha256: hash.digest('hex'),
    input: manifest.input,
    onnxruntime,
    cpu: cpus()[0]?.model ?? 'unknown',
    arch: arch(),
    ...machine,
  };
}
