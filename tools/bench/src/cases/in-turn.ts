import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Easel } from '../easel/easel.js';
import { Limit, type LimitRound } from '../limit/limit.js';
import { LoadGenerator } from '../load/load-generator.js';
import { classifyRequest } from '../load/request.js';
import { deploy, release, type ModelName } from '../models/model.js';
import { photo, type PhotoName } from '../photos/photo.js';
import type { Options } from '../options.js';
import { easelSide, limitSide, type EaselRound, type EaselSide, type LimitSide } from './side.js';
import { window } from './window.js';

/** The same work for the bare loops and for Easel. */
export interface Setting {
  model: ModelName;
  photo: PhotoName;
  callers: number;
  /** Bare loops at once. */
  processes: number;
  threads: number;
}

export interface Sides {
  limit: LimitSide;
  easel: EaselSide;
}

/** Long enough for every code path to be compiled, and for caches to be filled. */
const WARM_UP_MS = 3_000;
/** For what is under way to end when the load stops. */
const SETTLE_MS = 300;

/** Limit and Easel on the same picture, one after the other, several times in one run, and the middle of the rounds. */
export async function inTurn(setting: Setting, { rounds, seconds }: Options): Promise<Sides> {
  const { model, photo: name, callers, processes, threads } = setting;
  const job = { release: (await release(model)).folder, photo: await photo(name), threads };
  const requests = [classifyRequest(model, await readFile(job.photo))];
  using limit = await Limit.start(job, processes);
  await using easel = await Easel.start({ models: (repository) => deploy(repository, model) });
  const { address } = easel;
  const limits: LimitRound[] = [];
  const easels: EaselRound[] = [];
  await limit.run(WARM_UP_MS);
  let pssMib = 0;
  for (let round = 0; round < rounds; round += 1) {
    limits.push(await limit.run(seconds * 1000));
    using load = new LoadGenerator({ address, requests }, { callers });
    await sleep(round === 0 ? WARM_UP_MS : WARM_UP_MS / 3);
    easels.push(await window(easel, load, seconds * 1000));
    pssMib = easel.pssMib();
    load[Symbol.dispose]();
    await sleep(SETTLE_MS);
  }
  return { limit: limitSide(limits), easel: easelSide(easels, pssMib) };
}
