import { median } from '../accounting/quantile.js';
import { Easel } from '../easel/easel.js';
import { deploy } from '../models/model.js';
import { folderBatch, PhotoFolder } from '../subjects/folder-batch.js';
import { inTurn, type Subject } from '../subjects/subject.js';
import type { Options } from '../options.js';
import type { Case } from './case.js';
import type { Figure } from './figure.js';

/** The first is limited by its lanes, the second by what hands pictures to them. */
const works = [
  { model: 'mobilenet-v2', picture: '640x480.jpg', words: 'MobileNetV2, 640x480 JPEG' },
  { model: 'no-op', picture: '256x256.jpg', words: 'no-op, 256x256 JPEG' },
] as const;

export const workers: Case = {
  title: { en: 'One batch worker and two', zh: '一个与两个 batch worker' },
  about:
    'a batch of a folder by one worker and by two, in turn, on one inference: pictures a second',
  seconds: 8,
  async run(options) {
    const figures: Figure[] = [];
    for (const work of works) figures.push(...(await measure(work, options)));
    return { measurements: [], figures };
  },
};

async function measure(
  { model, picture, words }: (typeof works)[number],
  options: Options,
): Promise<Figure[]> {
  await using folder = await PhotoFolder.make(picture);
  await using easel = await Easel.start({
    models: (repository) => deploy(repository, model),
    env: { EASEL_IMPORT_ROOTS: folder.path },
    workers: 2,
  });
  const batch = folderBatch(easel, { model, folder });
  const by = (second: boolean): Subject<number> => ({
    ...batch,
    async round(ms) {
      await easel.second(second);
      return batch.round(ms);
    },
  });
  const [one, two] = (await inTurn([by(false), by(true)], options)).map(median) as [number, number];
  const figure = (en: string, zh: string, value: number): Figure => ({
    what: { en: `${words}: ${en}`, zh: `${words}:${zh}` },
    value,
  });
  return [
    figure('pictures a second by one worker', '一个 worker 每秒图片数', one),
    figure('by two', '两个 worker 每秒图片数', two),
    figure('two, of one', '两个与一个之比', two / one),
  ];
}
