import { besideLimit } from './beside-limit.js';
import type { Case } from './case.js';
import { scaled } from './scaled.js';

const callers = 16;

export const throughput: Case = {
  about: `MobileNetV2, a 640x480 JPEG, ${callers} callers: results a second and CPU beside the limit`,
  seconds: 8,
  async run(options) {
    const { limit, easel } = await besideLimit(
      { model: 'mobilenet-v2', photo: '640x480.jpg', callers },
      options,
    );
    const left = scaled(limit.perSecond, easel.generatorCores, options.cores);
    return {
      measurements: [{ what: `MobileNetV2, 640x480 JPEG, ${callers} callers`, limit, easel }],
      figures: [
        {
          what: "throughput, of the limit less the load generator's share",
          value: easel.perSecond / left,
          unit: '',
          reach: { least: 0.88 },
        },
        {
          what: 'throughput, of the limit as it is',
          value: easel.perSecond / limit.perSecond,
          unit: '',
        },
        {
          what: 'CPU of all services for a request, of the limit',
          value: easel.cpuMs / limit.cpuMs,
          unit: '',
          reach: { most: 1.13 },
        },
      ],
    };
  },
};
