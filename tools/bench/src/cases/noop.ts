import { besideLimit } from './beside-limit.js';
import type { Case } from './case.js';

const callers = 16;

export const noop: Case = {
  title: { en: "Easel's own cost", zh: 'Easel 自身的开销' },
  about: `a model that does nothing, a 256x256 JPEG, ${callers} callers: what Easel itself costs`,
  seconds: 8,
  async run(options) {
    const sides = await besideLimit({ model: 'no-op', photo: '256x256.jpg', callers }, options);
    const { limit, easel } = sides;
    return {
      measurements: [
        {
          what: {
            en: `no-op model, 256x256 JPEG, ${callers} callers`,
            zh: `空模型,256x256 JPEG,${callers} 个调用方`,
          },
          ...sides,
        },
      ],
      figures: [
        {
          what: {
            en: "CPU of all services for a request, less the limit's",
            zh: '所有服务每个请求的 CPU 时间,减去极限的 CPU 时间',
          },
          value: easel.cpuMs - limit.cpuMs,
          unit: 'ms',
          reach: { most: 0.35 },
        },
      ],
    };
  },
};
