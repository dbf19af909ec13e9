import { loadedEasel } from '../subjects/loaded-easel.js';
import { loops } from '../subjects/loops.js';
import { easelSide, limitSide } from '../subjects/side.js';
import { inTurn } from '../subjects/subject.js';
import type { Case } from './case.js';

const work = { model: 'mobilenet-v2', photo: '640x480.jpg' } as const;

export const alone: Case = {
  about: 'MobileNetV2, a 640x480 JPEG, one caller: how long an answer takes',
  seconds: 8,
  async run(options) {
    await using one = await loops({ ...work, processes: 1, threads: 1 });
    await using two = await loops({ ...work, processes: 1, threads: 2 });
    await using easel = await loadedEasel({ ...work, callers: 1 });
    const rounds = await inTurn([one, two, easel], options);
    const [single, double] = [limitSide(rounds[0]), limitSide(rounds[1])];
    const answered = easelSide(rounds[2]);
    return {
      measurements: [
        {
          what: {
            en: 'MobileNetV2, 640x480 JPEG, one caller',
            zh: 'MobileNetV2,640x480 JPEG,1 个调用方',
          },
          limit: single,
          easel: answered,
        },
        {
          what: { en: 'the same, 2 threads for one picture', zh: '同上,每张图片 2 个线程' },
          limit: double,
        },
      ],
      figures: [
        {
          what: {
            en: "p50 of one caller, less the limit's time for one picture",
            zh: '单个调用方的 p50,减去极限处理一张图片的时间',
          },
          value: answered.p50 - single.p50,
          unit: 'ms',
          reach: { most: 1.2 },
        },
        {
          what: {
            en: "the limit's time for one picture with 2 threads, less that with 1",
            zh: '极限用 2 个线程处理一张图片的时间,减去用 1 个线程的时间',
          },
          value: double.p50 - single.p50,
          unit: 'ms',
        },
        {
          what: {
            en: "the limit's CPU for one picture with 2 threads, of that with 1",
            zh: '极限用 2 个线程处理一张图片的 CPU 时间与用 1 个线程之比',
          },
          value: double.cpuMs / single.cpuMs,
        },
      ],
    };
  },
};
