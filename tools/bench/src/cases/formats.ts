import { besideLimit, type Setting } from './beside-limit.js';
import type { Case, Outcome } from './case.js';
import { plainRatio } from './figures.js';

const callers = 16;

const settings: (Pick<Setting, 'model' | 'photo'> & { what: string })[] = [
  { what: 'MobileNetV2, 256x256 JPEG', model: 'mobilenet-v2', photo: '256x256.jpg' },
  { what: 'MobileNetV2, 1920x1080 JPEG', model: 'mobilenet-v2', photo: '1920x1080.jpg' },
  { what: 'MobileNetV2, 640x480 PNG', model: 'mobilenet-v2', photo: '640x480.png' },
  { what: 'MobileNetV2, 640x480 BMP', model: 'mobilenet-v2', photo: '640x480.bmp' },
  { what: 'ResNet-50, 640x480 JPEG', model: 'resnet-50', photo: '640x480.jpg' },
];

export const formats: Case = {
  title: { en: 'Other formats', zh: '其他格式' },
  about: `other sizes and formats, and ResNet-50, ${callers} callers: results a second and CPU`,
  seconds: 8,
  async run(options) {
    const outcome: Outcome = { measurements: [], figures: [] };
    for (const { what, model, photo } of settings) {
      const sides = await besideLimit({ model, photo, callers }, options);
      outcome.measurements.push({
        what: {
          en: `${what}, ${callers} callers`,
          zh: `${what.replace(', ', ',')},${callers} 个调用方`,
        },
        ...sides,
      });
      outcome.figures.push(plainRatio(sides.easel.perSecond / sides.limit.perSecond, what));
    }
    return outcome;
  },
};
