import { loadedEasel } from '../subjects/loaded-easel.js';
import { loops } from '../subjects/loops.js';
import { mannerOf } from '../subjects/manner.js';
import { easelSide, limitSide } from '../subjects/side.js';
import { inTurn } from '../subjects/subject.js';
import type { Case } from './case.js';

const work = { model: 'mobilenet-v2', photo: '4096x3072.jpg' } as const;
const callers = 8;

export const large: Case = {
  title: { en: 'Large photos', zh: '大图片' },
  about: `MobileNetV2, a 4096x3072 JPEG of about 2 MB, ${callers} callers: CPU beside the limit`,
  seconds: 8,
  async run(options) {
    await using easel = await loadedEasel({ ...work, callers });
    const { tuning } = easel;
    const manner = mannerOf(options, tuning);
    await using classify = await loops({ ...work, manner });
    await using body = await loops({ ...work, manner, work: 'body' });
    const rounds = await inTurn([classify, body, easel], options);
    const [limit, reading] = [limitSide(rounds[0]), limitSide(rounds[1])];
    const answered = easelSide(rounds[2]);
    return {
      measurements: [
        {
          what: {
            en: `MobileNetV2, 4096x3072 JPEG, ${callers} callers`,
            zh: `MobileNetV2,4096x3072 JPEG,${callers} 个调用方`,
          },
          limit,
          easel: answered,
          ...(tuning && { tuning }),
        },
        {
          what: {
            en: 'JSON.parse and base64 of that body',
            zh: '上述请求体的 JSON.parse 与 base64 解码',
          },
          limit: reading,
        },
      ],
      figures: [
        {
          what: {
            en: 'CPU of all services for a request, of the limit and the reading of its body',
            zh: '所有服务每个请求的 CPU 时间与(极限 + 读取请求体)之比',
          },
          value: answered.cpuMs / (limit.cpuMs + reading.cpuMs),
          reach: { most: 1.1 },
        },
      ],
    };
  },
};
