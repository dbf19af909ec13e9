import { EaselError } from '@easel/errors';
import type { Dimensions } from './header.js';

/** A camera writes some dozens of segments before its frame header; more than this is no photo. */
const MAX_SEGMENTS = 2048;

const MARKER = {
  tem: 0x01,
  sof0: 0xc0,
  sof2: 0xc2,
  dht: 0xc4,
  jpg: 0xc8,
  dac: 0xcc,
  sof15: 0xcf,
  rst0: 0xd0,
  rst7: 0xd7,
  soi: 0xd8,
  eoi: 0xd9,
  sos: 0xda,
} as const;

const isFrame = (marker: number): boolean =>
  marker >= MARKER.sof0 &&
  marker <= MARKER.sof15 &&
  marker !== MARKER.dht &&
  marker !== MARKER.jpg &&
  marker !== MARKER.dac;

const standsAlone = (marker: number): boolean =>
  marker === MARKER.tem || (marker >= MARKER.rst0 && marker <= MARKER.rst7);

export interface JpegHeader extends Dimensions {
  components: 1 | 3 | 4;
}

/**
 * Walks the markers to the frame header. Bytes between segments are skipped, as every decoder does: some cameras
 * write them.
 * @throws EaselError 336005 when there is no frame header of a kind that can be decoded.
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  for (let segments = 0; segments < MAX_SEGMENTS; segments += 1) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) break;
    while (bytes[at] === 0xff) at += 1;
    const marker = bytes[at];
    at += 1;
    if (marker === undefined) break;
    if (marker === 0x00 || standsAlone(marker)) continue;
    if (marker === MARKER.soi || marker === MARKER.eoi || marker === MARKER.sos)
      throw new EaselError(336005, 'JPEG has no frame header before its pixels');
    if (at + 2 > bytes.length) break;
    const length = view.getUint16(at);
    if (isFrame(marker)) return readFrame(marker, view, at);
    if (length < 2) throw new EaselError(336005, 'JPEG segment of an impossible length');
    at += length;
  }
  throw new EaselError(336005, 'JPEG ends before its frame header');
}

function readFrame(marker: number, view: DataView, at: number): JpegHeader {
  if (at + 8 > view.byteLength) throw new EaselError(336005, 'JPEG ends inside its frame header');
  const precision = view.getUint8(at + 2);
  const height = view.getUint16(at + 3);
  const width = view.getUint16(at + 5);
  const components = view.getUint8(at + 7);
  if (marker > MARKER.sof2)
    throw new EaselError(336005, 'lossless, hierarchical or arithmetic JPEG, want Huffman coded');
  if (precision !== 8) throw new EaselError(336005, `JPEG of ${precision} bits a sample, want 8`);
  if (components !== 1 && components !== 3 && components !== 4)
    throw new EaselError(336005, `JPEG of ${components} components, want 1, 3 or 4`);
  if (width === 0 || height === 0) throw new EaselError(336005, 'JPEG without width or height');
  if (at + 8 + 3 * components > view.byteLength)
    throw new EaselError(336005, 'JPEG ends inside its frame header');
  // A progressive file's coefficients, two bytes each, wait in memory for the last scan.
  const coefficients = marker === MARKER.sof2 ? 2 * components : 0;
  return { width, height, components, workingBytes: coefficients + (components === 4 ? 4 : 0) };
}
