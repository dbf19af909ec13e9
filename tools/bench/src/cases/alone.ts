import { loadedEasel } from '../subjects/loaded-easel.js';
import { loops } from '../subjects/loops.js';
import { mannerOf } from '../subjects/manner.js';
import { easelSide, limitSide } from '../subjects/side.js';
import { inTurn } from '../subjects/subject.js';
import type { Case } from './case.js';

const work = { model: 'mobilenet-v2', photo: '640x480.jpg' } as const;

export const alone: Case = {
  title: { en: 'One caller alone', zh: '单个调用方' },
  about: 'MobileNetV2, a 640x480 JPEG, one caller: how long an answer takes',
  seconds: 8,
  async run(options) {
    await using easel = await loadedEasel({ ...work, callers: 1 });
    await using pinned = await loadedEasel({ ...work, callers: 1, threads: 2 });
    const { tuning } = easel;
    const { threads } = mannerOf(options, tuning);
    await using one = await loops({ ...work, manner: { lanes: 1, threads, batch: 1 } });
    await using two = await loops({ ...work, manner: { lanes: 1, threads: 2, batch: 1 } });
    const rounds = await inTurn([one, easel, two, pinned], options);
    const [limit, limitOfTwo] = [limitSide(rounds[0]), limitSide(rounds[2])];
    const [answered, answeredByTwo] = [easelSide(rounds[1]), easelSide(rounds[3])];
    return {
      measurements: [
        {
          what: {
            en: 'MobileNetV2, 640x480 JPEG, one caller',
            zh: 'MobileNetV2,640x480 JPEG,1 个调用方',
          },
          limit,
          easel: answered,
          ...(tuning && { tuning }),
        },
        {
          what: { en: 'the same, 2 threads for one picture', zh: '同上,每张图片 2 个线程' },
          limit: limitOfTwo,
          easel: answeredByTwo,
          ...(pinned.tuning && { tuning: pinned.tuning }),
        },
      ],
      figures: [
        {
          what: {
            en: "p50 of one caller, less the limit's time for one picture",
            zh: '单个调用方的 p50,减去极限处理一张图片的时间',
          },
          value: answered.p50 - limit.p50,
          unit: 'ms',
          reach: { most: 1.2 },
        },
        {
          what: {
            en: 'p50 of one caller with 2 threads, less that with as many as Easel chose',
            zh: '用 2 个线程时单个调用方的 p50,减去 Easel 自选线程数时的 p50',
          },
          value: answeredByTwo.p50 - answered.p50,
          unit: 'ms',
        },
        {
          what: {
            en: 'CPU of that caller with 2 threads, of that with as many as Easel chose',
            zh: '用 2 个线程时该调用方的 CPU 时间与 Easel 自选线程数时之比',
          },
          value: answeredByTwo.cpuMs / answered.cpuMs,
        },
      ],
    };
  },
};
