import { EaselError } from '@easel/errors';
import type { Dimensions } from './header.js';

/** A BMP's file and info headers, whichever of the five generations wrote them. */
export interface BmpHeader extends Dimensions {
  topDown: boolean;
  bitsPerPixel: number;
  compression: 'none' | 'rle8' | 'rle4' | 'bitfields';
  /** Channel masks of a 16 or 32 bit picture; alpha 0 when it has none. */
  masks: { red: number; green: number; blue: number; alpha: number };
  /** Where the colour table is, how many entries it has, and how long one is. */
  palette: { at: number; colours: number; stride: 3 | 4 };
  /** Where the pixels begin. */
  pixelsAt: number;
}

const compressions: Partial<Record<number, BmpHeader['compression']>> = {
  0: 'none',
  1: 'rle8',
  2: 'rle4',
  3: 'bitfields',
  6: 'bitfields',
};

const depths: Record<BmpHeader['compression'], readonly number[]> = {
  none: [1, 2, 4, 8, 16, 24, 32],
  rle8: [8],
  rle4: [4],
  bitfields: [16, 32],
};

/** Header sizes: OS/2 1.x is 12; OS/2 2.x any of 16 to 64; Windows 40, 52, 56, 108 (V4), 124 (V5). */
const known = (size: number): boolean =>
  size === 12 || (size >= 16 && size <= 64 && size % 4 === 0) || size === 108 || size === 124;

/**
 * @throws EaselError 336005 when the header is cut, or of a kind that no camera or program writes.
 */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  if (bytes.length < 26) throw new EaselError(336005, 'BMP ends inside its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(14, true);
  if (!known(size)) throw new EaselError(336005, `BMP header of ${size} bytes is not known`);
  if (bytes.length < 14 + size) throw new EaselError(336005, 'BMP ends inside its header');
  return size === 12 ? coreHeader(view) : infoHeader(view, size);
}

function coreHeader(view: DataView): BmpHeader {
  const bitsPerPixel = view.getUint16(24, true);
  return checked({
    width: view.getUint16(18, true),
    height: view.getUint16(20, true),
    workingBytes: indexBytes(bitsPerPixel),
    topDown: false,
    bitsPerPixel,
    compression: 'none',
    masks: defaultMasks(bitsPerPixel),
    palette: { at: 26, colours: bitsPerPixel <= 8 ? 2 ** bitsPerPixel : 0, stride: 3 },
    pixelsAt: view.getUint32(10, true),
  });
}

function infoHeader(view: DataView, size: number): BmpHeader {
  /** A field that shorter headers leave out counts as 0. */
  const field = (at: number): number => (at + 4 <= 14 + size ? view.getUint32(at, true) : 0);
  const height = view.getInt32(22, true);
  const bitsPerPixel = view.getUint16(28, true);
  const number = field(30);
  const compression = compressions[number];
  if (compression === undefined)
    throw new EaselError(336005, `BMP of compression ${number} is not supported`);
  // In the 40 byte header the masks follow it; in longer ones they are part of it, at the same place.
  const trailing = compression === 'bitfields' && size === 40 ? (number === 6 ? 16 : 12) : 0;
  if (view.byteLength < 14 + size + trailing)
    throw new EaselError(336005, 'BMP ends inside its header');
  const mask = (at: number): number =>
    at + 4 <= 14 + size + trailing ? view.getUint32(at, true) : 0;
  const used = field(46);
  return checked({
    width: view.getInt32(18, true),
    height: Math.abs(height),
    workingBytes: indexBytes(bitsPerPixel),
    topDown: height < 0,
    bitsPerPixel,
    compression,
    masks:
      compression === 'bitfields'
        ? { red: mask(54), green: mask(58), blue: mask(62), alpha: mask(66) }
        : defaultMasks(bitsPerPixel),
    palette: {
      at: 14 + size + trailing,
      colours: bitsPerPixel <= 8 ? Math.min(used || 256, 2 ** bitsPerPixel) : 0,
      stride: 4,
    },
    pixelsAt: view.getUint32(10, true),
  });
}

/** A pixel's place in the colour table is unpacked to a byte before it is painted. */
const indexBytes = (bitsPerPixel: number): number => (bitsPerPixel <= 8 ? 1 : 0);

const defaultMasks = (bitsPerPixel: number): BmpHeader['masks'] =>
  bitsPerPixel === 16
    ? { red: 0x7c00, green: 0x03e0, blue: 0x001f, alpha: 0 }
    : { red: 0xff0000, green: 0x00ff00, blue: 0x0000ff, alpha: 0 };

function checked(header: BmpHeader): BmpHeader {
  const { width, height, bitsPerPixel, compression, pixelsAt, palette } = header;
  if (width <= 0 || height === 0) throw new EaselError(336005, 'BMP without width or height');
  if (!depths[compression].includes(bitsPerPixel))
    throw new EaselError(336005, `BMP of ${bitsPerPixel} bits a pixel (${compression})`);
  if (pixelsAt < palette.at || pixelsAt > 0x7fffffff)
    throw new EaselError(336005, 'BMP whose pixels begin inside its header');
  return header;
}
