import { describe, expect, it } from 'vitest';
import { decode } from './decode.js';
import { inspect } from './inspect.js';
import { blank, corpus, difference, sample } from './testing/corpus.js';

const read = async (bytes: Uint8Array, exifOrientation = true) =>
  decode(bytes, inspect(bytes), { exifOrientation, canvas: blank });

describe('decoding', () => {
  it.each(corpus.map((entry) => ({ ...entry })))(
    'gives the pixels of $file',
    async ({ bytes, expected, tolerance }) => {
      const picture = await read(bytes);
      expect({ width: picture.width, height: picture.height }).toEqual({
        width: expected.width,
        height: expected.height,
      });
      expect(difference(picture, expected)).toBeLessThanOrEqual(tolerance);
    },
  );

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'leaves a picture of EXIF orientation %d as it is stored when told to',
    async (orientation) => {
      const { expected, tolerance } = sample('jpeg-orientation-1.jpg');
      const picture = await read(sample(`jpeg-orientation-${orientation}.jpg`).bytes, false);
      expect(difference(picture, expected)).toBeLessThanOrEqual(tolerance);
    },
  );

  it('reads a picture that is a part of a larger buffer', async () => {
    for (const { bytes, expected, tolerance } of corpus) {
      const message = Buffer.concat([Buffer.from('head!'), bytes, Buffer.from('tail')]);
      const picture = await read(message.subarray(5, 5 + bytes.length));
      expect(difference(picture, expected)).toBeLessThanOrEqual(tolerance);
    }
  });

  it('does not take the damage of one picture for that of another decoded at the same time', async () => {
    const { bytes: whole } = sample('jpeg-444.jpg');
    // Cut in its last row: libvips goes on, and only warns.
    const cut = Buffer.concat([whole.subarray(0, -40), Buffer.from([0xff, 0xd9])]);
    const answers = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => read(i % 2 === 0 ? whole : cut)),
    );
    expect(answers.map(({ status }) => status)).toEqual(
      answers.map((_, i) => (i % 2 === 0 ? 'fulfilled' : 'rejected')),
    );
  });
});
