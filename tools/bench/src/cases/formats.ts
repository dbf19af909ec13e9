import { besideLimit, type Setting } from './beside-limit.js';
import type { Case, Outcome } from './case.js';

const settings: (Setting & { what: string })[] = [
  { what: 'MobileNetV2, 256x256 JPEG', model: 'mobilenet-v2', photo: '256x256.jpg', callers: 16 },
  {
    what: 'MobileNetV2, 1920x1080 JPEG',
    model: 'mobilenet-v2',
    photo: '1920x1080.jpg',
    callers: 16,
  },
  { what: 'MobileNetV2, 640x480 PNG', model: 'mobilenet-v2', photo: '640x480.png', callers: 16 },
  { what: 'MobileNetV2, 640x480 BMP', model: 'mobilenet-v2', photo: '640x480.bmp', callers: 16 },
  { what: 'ResNet-50, 640x480 JPEG', model: 'resnet-50', photo: '640x480.jpg', callers: 16 },
];

export const formats: Case = {
  about: 'other sizes and formats, and ResNet-50, 16 callers: results a second and CPU',
  seconds: 8,
  async run(options) {
    const outcome: Outcome = { measurements: [], figures: [] };
    for (const { what, ...setting } of settings) {
      const { limit, easel } = await besideLimit(setting, options);
      outcome.measurements.push({ what: `${what}, ${setting.callers} callers`, limit, easel });
      outcome.figures.push({
        what: `${what}: throughput, of the limit as it is`,
        value: easel.perSecond / limit.perSecond,
        unit: '',
      });
    }
    return outcome;
  },
};
