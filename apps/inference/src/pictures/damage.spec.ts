import { EaselError } from '@easel/errors';
import { describe, expect, it } from 'vitest';
import { decode, type Picture } from './decode.js';
import { inspect } from './inspect.js';
import { blank, corpus, difference, pixelsOf, sample } from './testing/corpus.js';
import { randomFrom } from './testing/random.js';

/** The picture, or the code of its refusal. Anything else that is thrown fails the test. */
async function read(bytes: Uint8Array): Promise<Picture | number> {
  try {
    return await decode(bytes, inspect(bytes), { exifOrientation: true, canvas: blank });
  } catch (error) {
    if (error instanceof EaselError) return error.code;
    throw error;
  }
}

/** Copies of a file with one random bit of one random byte turned. */
function* flips(bytes: Uint8Array, count: number): Generator<Uint8Array> {
  const random = randomFrom(4);
  for (let i = 0; i < count; i += 1) {
    const flipped = Uint8Array.from(bytes);
    const at = random(bytes.length);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << random(8));
    yield flipped;
  }
}

describe('a picture that is cut', () => {
  it.each(corpus.map(({ file }) => ({ file })))(
    'is refused or whole, at every 64th byte of $file',
    async ({ file }) => {
      const { bytes, expected, tolerance } = sample(file);
      for (let length = 64; length < bytes.length; length += 64) {
        const answer = await read(bytes.subarray(0, length));
        if (typeof answer === 'number') expect(answer).toBe(336005);
        else expect(difference(answer, expected), `${length} bytes`).toBeLessThanOrEqual(tolerance);
      }
    },
  );

  it.each([
    'jpeg-baseline.jpg',
    'jpeg-progressive.jpg',
    'jpeg-cmyk.jpg',
    'png-rgb.png',
    'bmp-24.bmp',
  ])('is refused when its last twentieth is missing: %s', async (file) => {
    const { bytes } = sample(file);
    expect(await read(bytes.subarray(0, Math.floor(bytes.length * 0.95)))).toBe(336005);
  });

  it('is refused when a JPEG lacks some of its scans, though what it has decodes', async () => {
    const { bytes } = sample('jpeg-progressive.jpg');
    const scan = Buffer.from([0xff, 0xda]);
    for (let at = bytes.indexOf(scan); at > 0; at = bytes.indexOf(scan, at + 1))
      expect(await read(bytes.subarray(0, at))).toBe(336005);
  });

  it('is refused when a JPEG stops in its last row and an end marker follows', async () => {
    for (const file of ['jpeg-444.jpg', 'jpeg-grey.jpg', 'jpeg-cmyk.jpg']) {
      const { bytes } = sample(file);
      const end = bytes.subarray(-2);
      for (const missing of [10, 40, 80])
        expect(await read(Buffer.concat([bytes.subarray(0, -missing), end]))).toBe(336005);
    }
  });
});

describe('a picture with a bit turned', () => {
  it.each([
    'jpeg-baseline.jpg',
    'jpeg-progressive.jpg',
    'png-rgb.png',
    'bmp-24.bmp',
    'bmp-rle8.bmp',
  ])('is refused or decoded, 500 times over: %s', async (file) => {
    for (const flipped of flips(sample(file).bytes, 500)) {
      const answer = await read(flipped);
      if (typeof answer === 'number') expect([336004, 336005]).toContain(answer);
      else expect(pixelsOf(answer)).toHaveLength(answer.width * answer.height * 3);
    }
  });

  it('is never a changed picture when it is a PNG, whose checksums tell', async () => {
    const { bytes, expected } = sample('png-palette-4-interlaced.png');
    for (const flipped of flips(bytes, 500)) {
      const answer = await read(flipped);
      if (typeof answer !== 'number') expect(difference(answer, expected)).toBe(0);
    }
  });
});
