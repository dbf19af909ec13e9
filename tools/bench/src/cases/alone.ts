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
        { what: 'MobileNetV2, 640x480 JPEG, one caller', limit: single, easel: answered },
        { what: 'the same with 2 threads', limit: double },
      ],
      figures: [
        {
          what: "p50 of one caller, less the limit's time for one picture",
          value: answered.p50 - single.p50,
          unit: 'ms',
          reach: { most: 1.2 },
        },
        {
          what: "the limit's time for one picture with 2 threads, less that with 1",
          value: double.p50 - single.p50,
          unit: 'ms',
        },
        {
          what: "the limit's CPU for one picture with 2 threads, of that with 1",
          value: double.cpuMs / single.cpuMs,
          unit: '',
        },
      ],
    };
  },
};
