import { describe, expect, it } from 'vitest';
import { exifOrientation } from './exif-orientation.js';
import { sample } from './testing/corpus.js';

const baseline = sample('jpeg-baseline.jpg').bytes;

/** An entry of a TIFF directory, little-endian. */
const entry = (tag: number, type: number, count: number, value: number): Buffer => {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt16LE(tag, 0);
  bytes.writeUInt16LE(type, 2);
  bytes.writeUInt32LE(count, 4);
  bytes.writeUInt16LE(value, 8);
  return bytes;
};

const tiff = (...entries: Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from('II*\0\x08\0\0\0', 'latin1'),
    Buffer.from([entries.length, 0]),
    ...entries,
    Buffer.alloc(4),
  ]);

const segment = (head: string, body: Uint8Array): Buffer => {
  const payload = Buffer.concat([Buffer.from(head, 'latin1'), body]);
  return Buffer.concat([Buffer.from([0xff, 0xe1, 0, payload.length + 2]), payload]);
};
const exif = (body: Uint8Array): Buffer => segment('Exif\0\0', body);

const withSegments = (...segments: Buffer[]): Buffer =>
  Buffer.concat([baseline.subarray(0, 2), ...segments, baseline.subarray(2)]);

const orientation = (value: number): Buffer => entry(274, 3, 1, value);

describe('how a JPEG wants to be turned', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is read from its EXIF data: %d', (value) => {
    expect(exifOrientation(sample(`jpeg-orientation-${value}.jpg`).bytes)).toBe(value);
  });

  it('is read in either byte order', () => {
    expect(exifOrientation(sample('jpeg-orientation-6-big-endian.jpg').bytes)).toBe(6);
  });

  it('is upright when nothing says otherwise', () => {
    expect(exifOrientation(baseline)).toBe(1);
    expect(exifOrientation(withSegments(exif(tiff(entry(271, 2, 4, 0)))))).toBe(1);
    expect(
      exifOrientation(
        withSegments(segment('http://ns.adobe.com/xap/1.0/\0', tiff(orientation(6)))),
      ),
    ).toBe(1);
  });

  it('is found behind other data, and among other entries', () => {
    const others = [segment('http://ns.adobe.com/xap/1.0/\0', Buffer.from('<x/>'))];
    const camera = tiff(entry(271, 2, 4, 0), orientation(8), entry(305, 2, 4, 0));
    expect(exifOrientation(withSegments(...others, exif(camera)))).toBe(8);
  });

  it.each<[string, Buffer]>([
    ['is no TIFF', exif(Buffer.alloc(40, 0x99))],
    [
      'is cut inside its directory',
      exif(tiff(entry(271, 2, 4, 0), orientation(6)).subarray(0, 30)),
    ],
    ['has a value that does not exist', exif(tiff(orientation(9)))],
    ['has a zero', exif(tiff(orientation(0)))],
    ['has a number of another type', exif(tiff(entry(274, 4, 1, 6)))],
    ['has two values', exif(tiff(entry(274, 3, 2, 6)))],
    ['says it twice', exif(tiff(orientation(6), orientation(1)))],
    ['is there twice', Buffer.concat([exif(tiff(orientation(6))), exif(tiff(orientation(1)))])],
    ['is empty', exif(Buffer.alloc(0))],
  ])('is left to others when the EXIF data %s', (_, data) => {
    expect(exifOrientation(withSegments(data))).toBeUndefined();
  });
});
