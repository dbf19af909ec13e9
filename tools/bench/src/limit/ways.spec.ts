import { planFor } from '@easel/inference';
import { manifestSchema } from '@easel/models';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeBmp } from '../photos/bmp.js';
import { scene } from '../photos/scene.js';
import { fastest } from './fastest.js';
import { waysOf } from './ways.js';

/** Rows of a BMP need padding at this width. */
const pixels = scene({ width: 127, height: 96 }, 8);
const raw = sharp(pixels.data, { raw: { width: 127, height: 96, channels: 3 } });
const plan = () => planFor(manifestSchema.parse({ format: 1, input: { width: 24, height: 24 } }));
const ways = (file: Buffer) => waysOf(file, plan(), 24);

const expected = plan().prepare(pixels).slice();

describe('the ways to decode a picture for the limit', () => {
  it('make of a PNG and a BMP what their pixels are', async () => {
    for (const file of [await raw.png().toBuffer(), encodeBmp(pixels)])
      for (const { run } of await ways(file)) expect(await run(file)).toEqual(expected);
  });

  it('make nearly the same of a JPEG, and say which of them is the fastest', async () => {
    const file = await raw.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    const all = await ways(file);
    for (const { run } of all) {
      const values = (await run(file)).map((value, at) => Math.abs(value - (expected[at] ?? NaN)));
      expect(values.reduce((sum, off) => sum + off) / values.length).toBeLessThan(6);
    }
    expect(all.map(({ decoder }) => decoder)).toContain((await fastest(all, file)).decoder);
  });
});
