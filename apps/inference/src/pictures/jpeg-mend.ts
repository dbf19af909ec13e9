import { MARKER, segments } from './jpeg-segments.js';

/** A sequential scan's settings: coefficients 0 to 63, every bit of them. */
const WHOLE_BLOCK = [0, 63, 0] as const;

/**
 * A JPEG without the slips that cameras are known for and that libjpeg warns of as it warns of real damage: stray bytes
 * between segments, a start of scan with progressive settings in a sequential file, a JFIF version other than 1.
 * @returns undefined when there is nothing of that kind to mend.
 */
export function mend(bytes: Uint8Array): Uint8Array | undefined {
  const mended = new Uint8Array(bytes.length);
  let length = 0;
  const append = (part: Uint8Array): Uint8Array => {
    mended.set(part, length);
    length += part.length;
    return mended.subarray(length - part.length, length);
  };
  let sequential = false;
  append(bytes.subarray(0, 2));
  for (const { marker, from, to } of segments(bytes)) {
    append(Uint8Array.of(0xff, marker));
    const segment = append(bytes.subarray(from, to));
    if (marker === MARKER.sof0 || marker === MARKER.sof0 + 1) sequential = true;
    if (marker === MARKER.app0 && segment[2] === 0x4a) segment[7] = 1;
    if (marker === MARKER.sos && sequential) {
      const settings = 3 + 2 * (segment[2] ?? 0);
      for (const [i, value] of WHOLE_BLOCK.entries()) segment[settings + i] = value;
    }
  }
  const same = length === bytes.length && mended.every((byte, at) => byte === bytes[at]);
  return same ? undefined : mended.subarray(0, length);
}
