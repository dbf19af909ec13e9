import { besideLimit } from './beside-limit.js';
import type { Case } from './case.js';
import { plainRatio } from './figures.js';
import { scaled } from './scaled.js';

const callers = 16;

export const throughput: Case = {
  title: { en: 'Throughput', zh: '吞吐量' },
  about: `MobileNetV2, a 640x480 JPEG, ${callers} callers: results a second and CPU beside the limit`,
  seconds: 8,
  async run(options) {
    const sides = await besideLimit(
      { model: 'mobilenet-v2', photo: '640x480.jpg', callers },
      options,
    );
    const { limit, easel } = sides;
    const left = scaled(limit.perSecond, easel.generatorCores, options.cores);
    return {
      measurements: [
        {
          what: {
            en: `MobileNetV2, 640x480 JPEG, ${callers} callers`,
            zh: `MobileNetV2,640x480 JPEG,${callers} 个调用方`,
          },
          ...sides,
        },
      ],
      figures: [
        {
          what: {
            en: "throughput, of the limit less the load generator's share",
            zh: '吞吐量与极限之比(极限已扣除负载发生器所占的处理器)',
          },
          value: easel.perSecond / left,
          reach: { least: 0.88 },
        },
        plainRatio(easel.perSecond / limit.perSecond),
        {
          what: {
            en: 'CPU of all services for a request, of the limit',
            zh: '所有服务每个请求的 CPU 时间与极限之比',
          },
          value: easel.cpuMs / limit.cpuMs,
          reach: { most: 1.13 },
        },
      ],
    };
  },
};
