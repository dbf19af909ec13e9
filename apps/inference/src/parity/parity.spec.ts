import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { manifestSchema, type ManifestInput, type Release } from '@easel/models';
import { describe, expect, it } from 'vitest';
import { onnxruntime } from '../backend/onnxruntime.js';
import { Classifier } from '../classifier.js';

type Resize = NonNullable<NonNullable<ManifestInput['preprocess']>['resize']>;

const folder = fileURLToPath(new URL('fixtures/', import.meta.url));
const { labels, pictures } = JSON.parse(readFileSync(`${folder}parity.json`, 'utf8')) as {
  labels: string[];
  pictures: { file: string; resize: Resize; scores: number[] }[];
};

/** What its training code would have done to a picture. */
const releaseFor = (resize: Resize): Release => ({
  deployment: 'parity',
  version: '1',
  folder,
  labels,
  manifest: manifestSchema.parse({
    format: 1,
    input: { width: 224, height: 224 },
    preprocess: {
      resize,
      scale: 1 / 255,
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
    },
  }),
});

const read = (file: string): Buffer => {
  const bytes = readFileSync(folder + file);
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
};

async function scoresOf(classifier: Classifier, image: Uint8Array): Promise<Map<string, number>> {
  const { scores } = await classifier.classify(image, labels.length);
  return new Map(scores.map(({ name, score }) => [name, score]));
}

describe('a model that was trained with Pillow', () => {
  const classifiers = new Map<string, Promise<Classifier>>();
  const classifierFor = (resize: Resize): Promise<Classifier> => {
    const kept = classifiers.get(resize.mode) ?? Classifier.load(releaseFor(resize), onnxruntime);
    classifiers.set(resize.mode, kept);
    return kept;
  };

  it.each(pictures)('sees the same in $file, $resize.mode', async ({ file, resize, scores }) => {
    const found = await scoresOf(await classifierFor(resize), read(file));
    const [first] = found.keys();
    expect(first).toBe(labels[scores.indexOf(Math.max(...scores))]);
    scores.forEach((score, at) => {
      const name = labels[at] ?? '';
      expect(Math.abs((found.get(name) ?? NaN) - score), name).toBeLessThanOrEqual(0.03);
    });
  });
});
