import { describe, expect, it } from 'vitest';
import { readJpegHeader } from './jpeg-header.js';
import { decodeWithTurbo } from './jpeg-turbo.js';
import { blank, corpus, difference } from './testing/corpus.js';

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
});
