import { Limit, type LimitRound } from '../limit/limit.js';
import type { Work } from '../limit/protocol.js';
import { release, type ModelName } from '../models/model.js';
import { photo, type PhotoName } from '../photos/photo.js';
import type { Subject } from './subject.js';

export interface LoopsOptions {
  model: ModelName;
  photo: PhotoName;
  processes: number;
  /** Of onnxruntime, for one picture. */
  threads: number;
  work?: Work;
}

const WARM_UP_MS = 2_000;

/** The limit: bare loops on a picture. */
export async function loops(options: LoopsOptions): Promise<Subject<LimitRound>> {
  const { model, processes, threads, work = 'classify' } = options;
  const job = {
    release: (await release(model)).folder,
    photo: await photo(options.photo),
    threads,
  };
  const limit = await Limit.start(job, processes);
  return {
    async warmUp() {
      await limit.run(WARM_UP_MS, work);
    },
    round: (ms) => limit.run(ms, work),
    [Symbol.asyncDispose]: () => {
      limit[Symbol.dispose]();
      return Promise.resolve();
    },
  };
}
