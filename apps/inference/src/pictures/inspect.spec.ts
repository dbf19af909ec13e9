import { EaselError } from '@easel/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspect } from './inspect.js';
import { corpus, sample } from './testing/corpus.js';

/** What a caller would be told. */
function refusal(bytes: Uint8Array): string {
  try {
    inspect(bytes);
  } catch (error) {
    if (error instanceof EaselError) return `${error.code} ${error.detail}`;
    throw error;
  }
  return 'accepted';
}

const pngOf = (width: number, height: number): Buffer => {
  const header = Buffer.from(sample('png-rgb.png').bytes.subarray(0, 33));
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  return header;
};

const bmpOf = (width: number, height: number): Buffer => {
  const header = Buffer.from(sample('bmp-24.bmp').bytes.subarray(0, 54));
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  return header;
};

const jpegOf = (width: number, height: number): Buffer => {
  const file = sample('jpeg-baseline.jpg').bytes;
  const frame = file.indexOf(Buffer.from([0xff, 0xc0]));
  const header = Buffer.from(file.subarray(0, frame + 19));
  header.writeUInt16BE(height, frame + 5);
  header.writeUInt16BE(width, frame + 7);
  return header;
};

const makers = { jpeg: jpegOf, png: pngOf, bmp: bmpOf } as const;

describe('inspecting a picture', () => {
  it.each(corpus.map(({ file, bytes }) => ({ file, bytes })))(
    'tells the format and the stored size of $file',
    ({ file, bytes }) => {
      const { format, width, height } = inspect(bytes);
      expect({ format, width, height }).toEqual({
        format: file.split('-')[0]?.split('.')[0],
        width: 41,
        height: 31,
      });
    },
  );

  describe.each(Object.entries(makers))('%s', (format, make) => {
    it('needs no more of the file than its header', () => {
      expect(inspect(make(640, 480))).toMatchObject({ format, width: 640, height: 480 });
    });

    it.each([
      [15, 15],
      [4096, 15],
      [15, 4096],
      [4096, 4096],
    ])('lets %d x %d through', (width, height) => {
      expect(refusal(make(width, height))).toBe('accepted');
    });

    it.each([
      [14, 100, '336004 shortest side 14 px, at least 15'],
      [100, 1, '336004 shortest side 1 px, at least 15'],
      [4097, 100, '336004 longest side 4097 px, at most 4096'],
      [20, 5120, '336004 longest side 5120 px, at most 4096'],
    ])('refuses %d x %d with the figure', (width, height, said) => {
      expect(refusal(make(width, height))).toBe(said);
    });

    it('refuses a picture without pixels as broken, not as small', () => {
      expect(refusal(make(0, 100))).toMatch(/^336005 .* without width or height$/);
      expect(refusal(make(100, 0))).toMatch(/^336005 .* without width or height$/);
    });

    it('refuses every cut inside its header', () => {
      const header = make(640, 480);
      for (let length = 0; length < header.length; length += 1)
        expect(refusal(header.subarray(0, length)), `${length} bytes`).toMatch(/^336005 /);
    });
  });

  it('refuses four billion pixels by their header alone', () => {
    expect(refusal(pngOf(65_535, 65_535))).toBe('336004 longest side 65535 px, at most 4096');
  });

  it('counts the memory that decoding takes: scans kept back, alpha, a second copy to turn', () => {
    const pixels = 41 * 31;
    const perPixel = (file: string) => inspect(sample(file).bytes).decodedBytes / pixels;
    expect(perPixel('jpeg-baseline.jpg')).toBe(3);
    expect(perPixel('jpeg-progressive.jpg')).toBe(3 + 2 * 3);
    expect(perPixel('jpeg-orientation-6.jpg')).toBe(3 + 3);
    expect(perPixel('jpeg-cmyk.jpg')).toBe(3 + 4);
    expect(perPixel('png-rgb.png')).toBe(3);
    expect(perPixel('png-rgba-interlaced.png')).toBeGreaterThan(3 + 4);
    expect(perPixel('bmp-24.bmp')).toBe(3);
    expect(perPixel('bmp-8.bmp')).toBe(3 + 1);
  });

  it('says what a file looks like that is no picture it knows', () => {
    const told = (text: string) => refusal(Buffer.from(text, 'latin1'));
    expect(told('GIF89a\x10\0\x10\0')).toMatch(/^336005 .*a GIF/);
    expect(told('RIFF\x24\0\0\0WEBPVP8 ')).toMatch(/^336005 .*a WebP/);
    expect(told('II*\0\x08\0\0\0')).toMatch(/^336005 .*a TIFF/);
    expect(told('MM\0*\0\0\0\x08')).toMatch(/^336005 .*a TIFF/);
    expect(told('%PDF-1.7\n')).toMatch(/^336005 .*a PDF/);
    expect(told('\0\0\0\x18ftypheic\0\0\0\0')).toMatch(/^336005 .*a HEIC/);
    expect(told('\0\0\0\x1cftypavif\0\0\0\0')).toMatch(/^336005 .*an AVIF/);
    expect(told('<!DOCTYPE html><html>')).toMatch(/^336005 .*HTML/);
    expect(told('\n<svg xmlns="">')).toMatch(/^336005 .*SVG/);
    expect(told('{"image":"/9j/4AAQ"}')).toMatch(/^336005 .*JSON/);
    expect(told('/9j/4AAQSkZJRgABAQ')).toMatch(/^336005 .*base64/);
    expect(told('no picture at all')).toBe('336005 not a JPEG, PNG or BMP');
    expect(told('x')).toBe('336005 not a JPEG, PNG or BMP');
    expect(told('')).toBe('336005 the file is empty');
  });

  it('names the kinds of JPEG that it does not decode', () => {
    const file = jpegOf(640, 480);
    const frame = file.indexOf(Buffer.from([0xff, 0xc0]));
    const changed = (offset: number, value: number) => {
      const copy = Buffer.from(file);
      copy[frame + offset] = value;
      return refusal(copy);
    };
    expect(changed(1, 0xc3)).toMatch(/^336005 lossless/);
    expect(changed(1, 0xc9)).toMatch(/^336005 .*arithmetic/);
    expect(changed(4, 12)).toBe('336005 JPEG of 12 bits a sample, want 8');
    expect(changed(9, 2)).toBe('336005 JPEG of 2 components, want 1, 3 or 4');
  });

  it('looks for the frame header of a JPEG behind many segments, not behind any number', () => {
    const behind = (segments: number) => {
      const comment = Buffer.from([0xff, 0xfe, 0, 2]);
      const [start, rest] = [jpegOf(640, 480).subarray(0, 2), jpegOf(640, 480).subarray(2)];
      return refusal(Buffer.concat([start, Buffer.alloc(4 * segments, comment), rest]));
    };
    expect(behind(1000)).toBe('accepted');
    expect(behind(10_000)).toBe('336005 JPEG without a frame header');
  });

  it('answers any bytes with a header, 336004 or 336005', () => {
    const signatures = [
      [],
      [0xff, 0xd8, 0xff],
      [...sample('png-rgb.png').bytes.subarray(0, 16)],
      [0x42, 0x4d],
    ];
    const bytes = fc
      .tuple(fc.constantFrom(...signatures), fc.uint8Array({ maxLength: 200 }))
      .map(([signature, rest]) => Uint8Array.from([...signature, ...rest]));
    fc.assert(
      fc.property(bytes, (file) => {
        expect(refusal(file)).toMatch(/^(?:accepted|336004 .+|336005 .+)$/);
      }),
      { numRuns: 3000, seed: 20 },
    );
  });

  it('answers a header with any bytes changed with a header, 336004 or 336005', () => {
    const change = fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        fc.constantFrom(...corpus),
        fc.array(change, { maxLength: 6 }),
        ({ bytes }, changes) => {
          const file = Uint8Array.from(bytes.subarray(0, 400));
          for (const [at, value] of changes) file[at] = value;
          expect(refusal(file)).toMatch(/^(?:accepted|336004 .+|336005 .+)$/);
        },
      ),
      { numRuns: 3000, seed: 21 },
    );
  });
});
