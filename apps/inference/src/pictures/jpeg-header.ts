import { EaselError } from '@easel/errors';
import type { Dimensions } from './header.js';
import { MARKER, segments, type Segment } from './jpeg-segments.js';

/** A camera writes some dozens of segments before its frame header; more than this is no photo. */
const MAX_SEGMENTS = 2048;

export interface JpegHeader extends Dimensions {
  components: 1 | 3 | 4;
  progressive: boolean;
}

const isFrame = (marker: number): boolean =>
  marker >= MARKER.sof0 &&
  marker <= MARKER.sof15 &&
  marker !== MARKER.dht &&
  marker !== MARKER.jpg &&
  marker !== MARKER.dac;

/**
 * Walks the markers to the frame header.
 * @throws EaselError 336005 when there is no frame header of a kind that can be decoded.
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  let seen = 0;
  let exif = false;
  for (const segment of segments(bytes)) {
    const { marker, from, to } = segment;
    if (isFrame(marker)) return readFrame(bytes, segment, exif);
    if (marker === MARKER.soi || marker === MARKER.eoi || marker === MARKER.sos)
      throw new EaselError(336005, 'JPEG has no frame header before its pixels');
    if (marker > MARKER.eoi && to - from < 2)
      throw new EaselError(336005, 'JPEG segment of an impossible length');
    exif ||= marker === MARKER.app1;
    seen += 1;
    if (seen > MAX_SEGMENTS) break;
  }
  throw new EaselError(336005, 'JPEG without a frame header');
}

function readFrame(bytes: Uint8Array, { marker, from, to }: Segment, exif: boolean): JpegHeader {
  const components = bytes[from + 7] ?? 0;
  if (from + 8 + 3 * components > bytes.length)
    throw new EaselError(336005, 'JPEG ends inside its frame header');
  if (marker > MARKER.sof2)
    throw new EaselError(336005, 'lossless, hierarchical or arithmetic JPEG, want Huffman coded');
  const view = new DataView(bytes.buffer, bytes.byteOffset + from, 8);
  const precision = view.getUint8(2);
  const height = view.getUint16(3);
  const width = view.getUint16(5);
  if (precision !== 8) throw new EaselError(336005, `JPEG of ${precision} bits a sample, want 8`);
  if (components !== 1 && components !== 3 && components !== 4)
    throw new EaselError(336005, `JPEG of ${components} components, want 1, 3 or 4`);
  if (to - from !== 8 + 3 * components)
    throw new EaselError(336005, 'JPEG frame header of an impossible length');
  if (width === 0 || height === 0) throw new EaselError(336005, 'JPEG without width or height');
  const progressive = marker === MARKER.sof2;
  // A progressive file's coefficients, two bytes each, wait in memory for the last scan.
  const coefficients = progressive ? 2 * components : 0;
  // What has EXIF may have to be turned, and then stands in memory twice.
  const turned = exif ? 3 : 0;
  const workingBytes = coefficients + turned + (components === 4 ? 4 : 0);
  return { width, height, workingBytes, components, progressive };
}
