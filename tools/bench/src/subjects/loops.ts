import { Limit, type LimitRound } from '../limit/limit.js';
import type { Work } from '../limit/protocol.js';
import { release, type ModelName } from '../models/model.js';
import { photo, type PhotoName } from '../photos/photo.js';
import type { Manner } from './manner.js';
import { LEAD_MS, WARM_UP_MS, type Subject } from './subject.js';

export interface LoopsOptions {
  model: ModelName;
  photo: PhotoName;
  /** Of the manner the batch is left out: one picture at a time. */
  manner: Manner;
  work?: Work;
}

/** The limit: bare loops on a picture. */
export async function loops(options: LoopsOptions): Promise<Subject<LimitRound>> {
  const { model, work = 'classify' } = options;
  const { lanes, threads } = options.manner;
  const job = {
    release: (await release(model)).folder,
    photo: await photo(options.photo),
    threads,
  };
  const limit = await Limit.start(job, lanes);
  return {
    async warmUp() {
      await limit.run(WARM_UP_MS, work);
    },
    async round(ms) {
      await limit.run(LEAD_MS, work);
      return limit.run(ms, work);
    },
    [Symbol.asyncDispose]: () => {
      limit[Symbol.dispose]();
      return Promise.resolve();
    },
  };
}
