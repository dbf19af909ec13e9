import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Easel } from '../easel/easel.js';
import { LoadGenerator } from '../load/load-generator.js';
import { classifyRequest, type Request } from '../load/request.js';
import { deploy, type ModelName } from '../models/model.js';
import { photo, type PhotoName } from '../photos/photo.js';
import type { Manner } from './manner.js';
import type { EaselRound } from './side.js';
import { LEAD_MS, WARM_UP_MS, type Subject } from './subject.js';
import { window } from './window.js';

export interface LoadedEaselOptions {
  model: ModelName;
  photo: PhotoName;
  callers: number;
  /** Pinned in the manifest; absent: Easel finds out by itself. */
  threads?: number;
  /** Another revision's checkout, built. */
  from?: string;
}

export interface LoadedEasel extends Subject<EaselRound> {
  /** How it runs the model; undefined where it does not say. */
  tuning: Manner | undefined;
}

/** Easel, asked for the same picture by so many callers. */
export async function loadedEasel(options: LoadedEaselOptions): Promise<LoadedEasel> {
  const { model, callers, threads, from } = options;
  const requests = [classifyRequest(model, await readFile(await photo(options.photo)))];
  const easel = await Easel.start({
    models: (repository) => deploy(repository, model, threads === undefined ? {} : { threads }),
    ...(from !== undefined && { from }),
  });
  // An older revision has no way to say it.
  const tuning = from === undefined ? await easel.tuning(model) : undefined;
  return {
    tuning: tuning && { lanes: tuning.lanes, threads: tuning.threads, batch: tuning.batch },
    ...loaded(easel, { requests, callers }),
    [Symbol.asyncDispose]: () => easel[Symbol.asyncDispose](),
  };
}

/** An Easel that is there, asked in the same way. It outlives this. */
export function loaded(
  easel: Easel,
  { requests, callers }: { requests: Request[]; callers: number },
): Subject<EaselRound> {
  const { address } = easel;
  const load = () => LoadGenerator.start({ address, requests }, { callers });
  return {
    async warmUp() {
      using _load = await load();
      await sleep(WARM_UP_MS);
    },
    async round(ms) {
      using running = await load();
      await sleep(LEAD_MS);
      return await window(easel, running, ms); // while the load still comes
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
