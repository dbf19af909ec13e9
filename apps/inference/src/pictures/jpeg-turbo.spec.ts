import { describe, expect, it } from 'vitest';
import { readJpegHeader } from './jpeg-header.js';
import { decodeWithTurbo } from './jpeg-turbo.js';
import { decodeWithVips } from './jpeg-vips.js';
import { randomFrom } from './testing/random.js';
import { blank, corpus, difference, sample } from './testing/corpus.js';

const jpegs = corpus.filter(({ file }) => file.endsWith('.jpg'));

/** What libvips must judge or convert: libjpeg warns of them, or opinions on their colours or EXIF data differ. */
const doubtful = [
  'jpeg-cmyk.jpg',
  'jpeg-exif-garbage.jpg',
  'jpeg-half-end-marker.jpg',
  'jpeg-jfif-2.jpg',
  'jpeg-no-end-marker.jpg',
  'jpeg-odd-scan-settings.jpg',
  'jpeg-progressive-no-end-marker.jpg',
  'jpeg-progressive-stray-bytes-before-end.jpg',
  'jpeg-stray-bytes-in-header.jpg',
  'jpeg-ycck.jpg',
];

const decode = (bytes: Uint8Array, shrink: 1 | 2 | 4 | 8 = 1) =>
  decodeWithTurbo(bytes, {
    header: readJpegHeader(bytes),
    upright: true,
    canvas: { ...blank, shrink: () => shrink },
  });

describe('the fast JPEG decoder', () => {
  it('takes every kind of JPEG that leaves no doubt, and what it was not content with before leaves no trace', () => {
    // All through one decoder, in this order: sound ones come after doubtful ones.
    const refused = jpegs.filter(({ bytes }) => decode(bytes) === undefined);
    expect(refused.map(({ file }) => file).sort()).toEqual(doubtful);
  });

  it.each(jpegs.filter(({ file }) => !doubtful.includes(file)))(
    'gives the pixels of $file to the bit',
    ({ bytes, expected }) => {
      const picture = decode(bytes);
      expect(picture && difference(picture, expected)).toBe(0);
    },
  );

  it.each(['jpeg-baseline.jpg', 'jpeg-progressive.jpg', 'jpeg-restarts.jpg', 'jpeg-grey.jpg'])(
    'gives of a damaged %s what libvips gives, or leaves it to that',
    async (file) => {
      const { bytes } = sample(file);
      const random = randomFrom(11);
      const scan = bytes.indexOf(Buffer.from([0xff, 0xda]));
      for (let i = 0; i < 120; i += 1) {
        const damaged = Buffer.from(bytes);
        const at = scan + 12 + random(bytes.length - scan - 14);
        if (i % 2 === 0) damaged[at] = random(256);
        else damaged.copyWithin(at, at + 1 + random(20)); // some bytes lost
        const whole = decode(damaged);
        if (!whole) continue;
        const judged = await decodeWithVips(damaged, { cmyk: false, upright: true });
        expect(difference(whole, judged)).toBe(0);
        expect(decode(damaged, 4)).toBeDefined();
      }
    },
  );

  it.each([2, 4, 8] as const)('is as strict when it decodes 1/%d of the size', (shrink) => {
    const { bytes } = sample('jpeg-baseline.jpg');
    const random = randomFrom(12);
    for (let i = 0; i < 100; i += 1) {
      const damaged = Buffer.from(bytes);
      const at = bytes.length - 2 - random(600);
      damaged[at] = random(256);
      const full = decode(damaged);
      expect(decode(damaged, shrink) === undefined, `byte ${at}`).toBe(full === undefined);
    }
  });
});
