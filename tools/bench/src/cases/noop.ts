import { besideLimit } from './beside-limit.js';
import type { Case } from './case.js';

const callers = 16;

export const noop: Case = {
  about: `a model that does nothing, a 256x256 JPEG, ${callers} callers: what Easel itself costs`,
  seconds: 8,
  async run(options) {
    const { limit, easel } = await besideLimit(
      { model: 'no-op', photo: '256x256.jpg', callers },
      options,
    );
    return {
      measurements: [{ what: `no-op model, 256x256 JPEG, ${callers} callers`, limit, easel }],
      figures: [
        {
          what: "CPU of all services for a request, less the limit's",
          value: easel.cpuMs - limit.cpuMs,
          unit: 'ms',
          reach: { most: 0.35 },
        },
      ],
    };
  },
};
