import { MARKER, segments } from './jpeg-segments.js';

/** 1 is upright; source: Exif 2.3, tag 274. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const ORIENTATION = 274;
const SHORT = 3;
const ENTRY = 12;

/**
 * How a JPEG wants to be turned, by its EXIF data; 1 when it has none.
 * @returns undefined when the data is not what a camera writes, so that opinions on it may differ.
 */
export function exifOrientation(bytes: Uint8Array): Orientation | undefined {
  const found: DataView[] = [];
  for (const { marker, from, to } of segments(bytes)) {
    if (marker === MARKER.sos) break;
    if (marker === MARKER.app1 && isExif(bytes, from + 2))
      found.push(
        new DataView(bytes.buffer, bytes.byteOffset + from + 8, Math.max(0, to - from - 8)),
      );
  }
  const [tiff, ...more] = found;
  if (!tiff) return 1;
  return more.length > 0 ? undefined : orientationIn(tiff);
}

const isExif = (bytes: Uint8Array, at: number): boolean =>
  [0x45, 0x78, 0x69, 0x66, 0, 0].every((byte, i) => bytes[at + i] === byte);

/** Looks into the first directory of a TIFF header. */
function orientationIn(tiff: DataView): Orientation | undefined {
  try {
    const order = tiff.getUint16(0);
    const little = order === 0x4949;
    if ((!little && order !== 0x4d4d) || tiff.getUint16(2, little) !== 42) return undefined;
    const directory = tiff.getUint32(4, little);
    const values: number[] = [];
    for (let i = tiff.getUint16(directory, little) - 1; i >= 0; i -= 1) {
      const entry = directory + 2 + ENTRY * i;
      if (tiff.getUint16(entry, little) !== ORIENTATION) continue;
      const single =
        tiff.getUint16(entry + 2, little) === SHORT && tiff.getUint32(entry + 4, little) === 1;
      values.push(single ? tiff.getUint16(entry + 8, little) : 0);
    }
    const [value = 1, ...more] = values;
    return more.length === 0 && value >= 1 && value <= 8 ? (value as Orientation) : undefined;
  } catch {
    return undefined; // it points outside itself
  }
}
