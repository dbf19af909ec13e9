import { readFile } from 'node:fs/promises';
import { median } from '../accounting/quantile.js';
import { Easel } from '../easel/easel.js';
import { classifyRequest } from '../load/request.js';
import { deploy } from '../models/model.js';
import { photo } from '../photos/photo.js';
import { folderBatch, PhotoFolder } from '../subjects/folder-batch.js';
import { loaded } from '../subjects/loaded-easel.js';
import { easelSide } from '../subjects/side.js';
import { inTurn } from '../subjects/subject.js';
import type { Case } from './case.js';

const model = 'mobilenet-v2';
const picture = '640x480.jpg';
const callers = 16;

export const batch: Case = {
  title: { en: 'A batch', zh: '批量任务' },
  about: `MobileNetV2, a 640x480 JPEG: a batch of a folder beside the peak of ${callers} callers, in turn`,
  seconds: 10,
  async run(options) {
    await using folder = await PhotoFolder.make(picture);
    await using easel = await Easel.start({
      models: (repository) => deploy(repository, model),
      env: { EASEL_IMPORT_ROOTS: folder.path },
      workers: 1,
    });
    const requests = [classifyRequest(model, await readFile(await photo(picture)))];
    const live = loaded(easel, { requests, callers });
    const rounds = await inTurn([live, folderBatch(easel, { model, folder })], options);
    const peak = easelSide(rounds[0]);
    const value = median(rounds[1]);
    return {
      measurements: [
        {
          what: {
            en: `MobileNetV2, 640x480 JPEG, ${callers} callers: the peak`,
            zh: `MobileNetV2,640x480 JPEG,${callers} 个调用方:峰值`,
          },
          easel: peak,
        },
      ],
      figures: [
        { what: { en: 'pictures a second of a batch', zh: '批量任务每秒图片数' }, value },
        {
          what: { en: 'throughput of a batch, of the peak', zh: '批量任务吞吐量与峰值之比' },
          value: value / peak.perSecond,
          reach: { least: 0.9 },
        },
      ],
    };
  },
};
