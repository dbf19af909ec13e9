import { describe, expect, it } from 'vitest';
import type { Backend } from './backend/backend.js';
import { onnxruntime } from './backend/onnxruntime.js';
import { Classifier, type Classified } from './classifier.js';
import { awkwardLabels, fixtureRelease, plainBmp, plainPng } from './testing.js';

type Manifest = Parameters<typeof fixtureRelease>[1];

/** 200, 100 and 50 of 255, as the models answer them. */
const picture = await plainPng(200, 100, 50);
const colours = { red: 200 / 255, green: 100 / 255, blue: 50 / 255 };

async function scoresOf(model: string, manifest?: Manifest): Promise<Record<string, number>> {
  const classifier = await Classifier.load(await fixtureRelease(model, manifest), onnxruntime);
  const { scores } = await classifier.classify(picture, 3);
  await classifier.dispose();
  return Object.fromEntries(scores.map(({ name, score }) => [awkwardLabels.indexOf(name), score]));
}

describe('a model of any shape', () => {
  it.each<[string, string, Manifest?]>([
    ['float32 NCHW to [N,C]', 'float32-nchw-NC'],
    ['float32 NHWC', 'float32-nhwc-NC', { input: { layout: 'NHWC' } }],
    ['float16', 'float16-nchw-NC', { input: { type: 'float16' } }],
    ['[N,C,1,1]', 'float32-nchw-NC11'],
    ['[C]', 'float32-nchw-C'],
    ['a fixed batch of 1', 'float32-nchw-batch1'],
    ['a fixed batch of 4', 'float32-nchw-batch4'],
    ['sides left free', 'float32-nchw-free-side', { input: { width: 32, height: 24 } }],
  ])('sees red, green and blue through %s', async (_, model, manifest) => {
    const scores = await scoresOf(model, manifest);
    expect(scores['0']).toBeCloseTo(colours.red, 3);
    expect(scores['1']).toBeCloseTo(colours.green, 3);
    expect(scores['2']).toBeCloseTo(colours.blue, 3);
  });

  it('feeds uint8 as whole numbers from 0 to 255', async () => {
    const scores = await scoresOf('uint8-nhwc-NC', {
      input: { type: 'uint8', layout: 'NHWC' },
      preprocess: {},
    });
    expect(scores).toEqual({ 0: 200, 1: 100, 2: 50 });
  });

  it('feeds blue first to a BGR model', async () => {
    const scores = await scoresOf('float32-nchw-NC', { input: { channels: 'BGR' } });
    expect(scores['0']).toBeCloseTo(colours.blue, 3);
    expect(scores['2']).toBeCloseTo(colours.red, 3);
  });

  it('feeds one channel to a grey model', async () => {
    const release = await fixtureRelease('float32-nchw-grey', { input: { channels: 'GREY' } }, [
      'x',
    ]);
    const classifier = await Classifier.load(release, onnxruntime);
    const { scores } = await classifier.classify(picture, 1);
    expect(scores[0]?.score).toBeCloseTo((0.299 * 200 + 0.587 * 100 + 0.114 * 50) / 255, 2);
  });

  it('makes probabilities of logits', async () => {
    const scores = await scoresOf('float32-nchw-NC', {
      preprocess: { scale: 1 },
      output: { activation: 'logits' },
    });
    // e^200 is more than float32 holds: the softmax must not overflow.
    expect(scores).toEqual({ 0: 1, 1: expect.closeTo(0, 6), 2: expect.closeTo(0, 6) });
  });

  it('leaves probabilities as they are', async () => {
    const scores = await scoresOf('float32-nchw-softmax');
    expect(Object.values(scores).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  });

  it('gives names as they were written, best first, as many as were asked for', async () => {
    const classifier = await Classifier.load(await fixtureRelease('float32-nchw-NC'), onnxruntime);
    const names = async (topNum: number) =>
      (await classifier.classify(picture, topNum)).scores.map(({ name }) => name);
    expect(await names(2)).toEqual(awkwardLabels.slice(0, 2));
    expect(await names(1_000)).toEqual(awkwardLabels);
  });

  it('is warmed up with pictures before its first one comes', async () => {
    const seen: number[] = [];
    const watched: Backend = {
      ...onnxruntime,
      async load(...given) {
        const model = await onnxruntime.load(...given);
        const run = model.run.bind(model);
        model.run = (values) => {
          seen.push(Math.round((values[0] ?? NaN) * 255));
          return run(values);
        };
        return model;
      },
    };
    const classifier = await Classifier.load(await fixtureRelease('float32-nchw-NC'), watched);
    await classifier.dispose();
    expect(seen).toEqual([0, 255, 255]);
  });

  it('keeps side by side pictures apart', async () => {
    const classifier = await Classifier.load(await fixtureRelease('float32-nchw-NC'), onnxruntime);
    const reds = [10, 60, 110, 160, 210, 250];
    const pictures = await Promise.all(reds.map((red) => plainPng(red, 0, 0)));
    const answers = await Promise.all(pictures.map((image) => classifier.classify(image, 1)));
    expect(answers.map(({ scores }) => Math.round((scores[0]?.score ?? 0) * 255))).toEqual(reds);
  });
});

describe('pictures that are run at once', () => {
  const reds = [10, 60, 110, 160, 210, 250];
  const load = async (batch: number, model = 'float32-nchw-NC') => {
    const release = await fixtureRelease(model);
    return Classifier.load(release, onnxruntime, { threads: 1, batch });
  };

  it.each(['float32-nchw-NC', 'float32-nchw-batch4'])(
    'answer what each does alone: %s',
    async (model) => {
      const [alone, together] = [await load(1, model), await load(4, model)];
      const pictures = reds.map((red) => plainBmp(red, (2 * red) % 256, 0));
      const answers = (by: Classifier) =>
        Promise.all(pictures.map(async (image) => (await by.classify(image, 3)).scores));
      expect(together.batch).toBe(4);
      expect(await answers(together)).toEqual(await answers(alone));
    },
  );

  it('are in one run: a model that mixes them gives itself away', async () => {
    const [alone, together] = [
      await load(1, 'float32-nchw-mixing'),
      await load(2, 'float32-nchw-mixing'),
    ];
    const red = (by: Classifier) =>
      Promise.all(
        [0, 255].map(async (red) => (await by.classify(plainBmp(red, 0, 0), 3)).scores[0]),
      );
    expect((await red(alone)).map((score) => score?.score)).toEqual([1, 1]);
    expect((await red(together))[1]?.score).toBeCloseTo(Math.E / (1 + Math.E), 3);
  });

  it('fail alone when one of them is at fault', async () => {
    const classifier = await load(4);
    const pictures = reds.slice(0, 4).map((red) => plainBmp(red, 0, 0));
    pictures[1] = pictures[1]!.subarray(0, 200);
    const answers = await Promise.allSettled(
      pictures.map((image) => classifier.classify(image, 1)),
    );
    expect(answers.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(answers[1]).toMatchObject({ reason: { code: 336005 } });
    const last = answers[3] as PromiseFulfilledResult<Classified>;
    expect(Math.round((last.value.scores[0]?.score ?? 0) * 255)).toBe(160);
  });

  it('are no more than the model takes', async () => {
    expect((await load(8, 'float32-nchw-batch4')).batch).toBe(4);
    expect((await load(8, 'float32-nchw-batch1')).batch).toBe(1);
  });
});

describe('a model that is not what its manifest says', () => {
  it.each<[string, string, Manifest, string]>([
    ['another size', 'float32-nchw-NC', { input: { width: 32 } }, '[N, 3, 16, 16]'],
    ['another layout', 'float32-nchw-NC', { input: { layout: 'NHWC' } }, 'NHWC'],
    ['another type', 'float32-nchw-NC', { input: { type: 'uint8' } }, 'float32'],
    ['another depth', 'float32-nchw-NC', { input: { channels: 'GREY' } }, 'GREY'],
    ['another input', 'float32-nchw-NC', { input: { name: 'data' } }, 'it has picture'],
    ['another output', 'float32-nchw-NC', { output: { name: 'prob' } }, 'it has scores'],
  ])('is refused with what both say: %s', async (_, model, manifest, words) => {
    const release = await fixtureRelease(model, manifest);
    await expect(Classifier.load(release, onnxruntime)).rejects.toThrow(words);
  });

  it('is refused when the labels are not as many as the classes', async () => {
    const release = await fixtureRelease('float32-nchw-NC', {}, ['one', 'two']);
    await expect(Classifier.load(release, onnxruntime)).rejects.toThrow(
      'the model answers 3 classes, labels.txt names 2',
    );
  });

  it('answers no score when the model answers none', async () => {
    const release = await fixtureRelease('float32-nchw-nan', { preprocess: { mean: 300 } });
    const classifier = await Classifier.load(release, onnxruntime);
    await expect(classifier.classify(picture, 3)).rejects.toThrow('not a number');
  });
});
