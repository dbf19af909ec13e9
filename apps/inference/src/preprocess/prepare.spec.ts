import { manifestSchema, type ManifestInput } from '@easel/models';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { decode, type Picture } from '../pictures/decode.js';
import { inspect } from '../pictures/inspect.js';
import { blank } from '../pictures/testing/corpus.js';
import { planFor } from './prepare.js';

interface Reference {
  picture: string;
  manifest: ManifestInput;
  /** base64 of little-endian float32. */
  expected: string;
}

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url));
const references = JSON.parse(fixture('references.json').toString()) as Reference[];

const read = async (file: Buffer) =>
  decode(file, inspect(file), { exifOrientation: true, canvas: blank });

const floats = (base64: string): Float32Array =>
  new Float32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer);

/** The largest difference between two tensors, in levels of an 8-bit picture. */
function levelsApart(a: Float32Array, b: Float32Array, manifest: ManifestInput): number {
  const { scale = 1, std = 1 } = manifest.preprocess ?? {};
  const level = scale / Math.min(...[std].flat());
  return a.reduce((worst, value, at) => Math.max(worst, Math.abs(value - b[at]!) / level), 0);
}

describe("preprocessing against Pillow's", () => {
  it.each(
    references.map((reference) => ({
      ...reference,
      title: [
        reference.picture,
        JSON.stringify(reference.manifest.input),
        JSON.stringify(reference.manifest.preprocess ?? {}),
      ].join(' '),
    })),
  )('agrees on $title', async ({ picture, manifest, expected }) => {
    const tensor = planFor(manifestSchema.parse(manifest)).prepare(await read(fixture(picture)));
    const reference = floats(expected);
    expect(tensor).toHaveLength(reference.length);
    // Grey is made after resizing here, before it there: half a level of rounding apart. Colours agree to the bit.
    const allowed = manifest.input.channels === 'GREY' ? 1.5 : 0.01;
    expect(levelsApart(tensor, reference, manifest)).toBeLessThanOrEqual(allowed);
  });
});

describe('a prepared picture', () => {
  let photo: Picture;
  beforeAll(async () => {
    photo = await read(fixture('landscape.png'));
  });

  const prepare = (input: ManifestInput['input'], preprocess: ManifestInput['preprocess'] = {}) =>
    planFor(manifestSchema.parse({ format: 1, input, preprocess })).prepare(photo);

  it('holds each channel in a plane of its own in NCHW, pixel by pixel in NHWC', () => {
    const planes = prepare({ width: 5, height: 4, layout: 'NCHW' });
    const pixels = prepare({ width: 5, height: 4, layout: 'NHWC' });
    expect(planes).toEqual(
      Float32Array.from({ length: 60 }, (_, at) => pixels[(at % 20) * 3 + Math.floor(at / 20)]!),
    );
  });

  it('leaves the picture as it was, so that a second try starts from the same pixels', () => {
    const before = photo.data.slice();
    prepare({ width: 7, height: 7, channels: 'BGR' }, { scale: 1 / 255, mean: 0.5, std: 0.5 });
    expect(photo.data).toEqual(before);
  });

  it('shows a picture thinner than a pixel of the model as a line of one pixel', () => {
    const line = { width: 4000, height: 15, data: new Uint8Array(4000 * 15 * 3).fill(200) };
    const manifest = manifestSchema.parse({
      format: 1,
      input: { width: 24, height: 24, channels: 'GREY' },
      preprocess: { resize: { mode: 'contain', fill: 7 } },
    });
    const tensor = planFor(manifest).prepare(line);
    expect(tensor.filter((value) => value === 200)).toHaveLength(24);
    expect(tensor.filter((value) => value === 7)).toHaveLength(23 * 24);
  });
});
