import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { manifestSchema } from '@easel/models';
import { Transformer } from '@napi-rs/image';
import { beforeAll, describe, expect, it } from 'vitest';
import { readWeights } from '../commands/read-weights.js';
import type { Picture } from '../drawing/draw.js';
import { name } from '../judging/name.js';
import { inputSize, levels } from '../input/preprocessing.js';
import { labels } from '../labels.js';
import { startBackend } from '../training/backend.js';

const examples = join(import.meta.dirname, '../../../../examples');
const version = join(examples, 'models/surface-defects/1');
const manifest = manifestSchema.parse(
  JSON.parse(await readFile(join(version, 'manifest.json'), 'utf8')),
);
const pictures = (await readdir(join(examples, 'pictures'))).filter(
  (file) => !file.endsWith('.md'),
);

async function readPicture(path: string): Promise<Picture> {
  const image = new Transformer(await readFile(path));
  const { width, height } = await image.metadata();
  const pixels = await image.rawPixels();
  const channels = pixels.length / (width * height);
  return { width, height, data: Uint8Array.from(pixels.filter((_, at) => at % channels === 0)) };
}

describe('the committed model', () => {
  let weights: Float32Array;
  beforeAll(async () => {
    await startBackend();
    weights = await readWeights(version);
  });

  it('says of its input what it was trained with, and of its output the labels in order', async () => {
    expect(manifest.input).toMatchObject({ ...inputSize, channels: 'GREY', layout: 'NCHW' });
    expect(manifest.preprocess).toMatchObject({ ...levels, resize: { mode: 'stretch' } });
    expect(manifest.output.activation).toBe('probabilities');
    expect(await readFile(join(version, manifest.labels), 'utf8')).toBe(`${labels.join('\n')}\n`);
  });

  it.each(manifest.golden)('answers $file as its manifest says', async (golden) => {
    const answer = name(weights, await readPicture(join(version, golden.file)));
    expect(answer.name).toBe(golden.expect[0]?.name);
    expect(Math.abs(answer.score - (golden.expect[0]?.score ?? NaN))).toBeLessThan(
      golden.tolerance,
    );
  });

  it.each(pictures)('names %s as the file does', async (file) => {
    const path = join(examples, 'pictures', file);
    expect(name(weights, await readPicture(path)).name).toBe(file.split('-')[0]);
    expect((await stat(path)).size).toBeLessThan(400_000);
  });

  it('has two pictures of each label to be tried with, in all three formats', () => {
    expect(pictures.map((file) => file.split('-')[0]).toSorted()).toEqual(
      labels.flatMap((label) => [label, label]).toSorted(),
    );
    expect(new Set(pictures.map(extname))).toEqual(new Set(['.jpg', '.png', '.bmp']));
  });
});
