/* eslint-disable @typescript-eslint/no-non-null-assertion -- loops over pixels: each index is in range by construction */
import { EaselError } from '@easel/errors';
import type { BmpHeader } from './bmp-header.js';
import { rowsOf } from './bmp-rows.js';

/** Paints one row of a file's pixels as RGB. */
type RowPainter = (row: Uint8Array, rgb: Uint8Array) => void;

/** Paints a picture of 16 or 32 bits a pixel, which are the colours themselves, as RGB. */
export function paintDirect(bytes: Uint8Array, header: BmpHeader, rgb: Uint8Array): void {
  const { width, bitsPerPixel, compression } = header;
  const rows = rowsOf(bytes, header);
  const plain = bitsPerPixel === 32 && compression === 'none';
  const paint = plain ? paintBytes : fieldPainter(header, rows);
  rows.forEach((row, y) => paint(row, rgb.subarray(3 * width * y, 3 * width * (y + 1))));
}

/** Blue, green, red and an unused byte. */
const paintBytes: RowPainter = (row, rgb) => {
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = row[from + 2]!;
    rgb[to + 1] = row[from + 1]!;
    rgb[to + 2] = row[from]!;
  }
};

/** Channels that are some bits of a 16 or 32 bit number each. */
function fieldPainter({ bitsPerPixel, masks }: BmpHeader, rows: readonly Uint8Array[]): RowPainter {
  const red = channelOf(masks.red);
  const green = channelOf(masks.green);
  const blue = channelOf(masks.blue);
  // Many writers declare an alpha channel and leave it 0 throughout: they mean a picture, not a sheet of white.
  const alpha = rows.some((row) => touches(pixelsOf(row, bitsPerPixel), masks.alpha))
    ? channelOf(masks.alpha)
    : undefined;
  return (row, rgb) => {
    let to = 0;
    for (const pixel of pixelsOf(row, bitsPerPixel)) {
      const opacity = alpha ? level(alpha, pixel) / 255 : 1;
      const white = 255 * (1 - opacity);
      rgb[to] = Math.round(level(red, pixel) * opacity + white);
      rgb[to + 1] = Math.round(level(green, pixel) * opacity + white);
      rgb[to + 2] = Math.round(level(blue, pixel) * opacity + white);
      to += 3;
    }
  };
}

/** A row's numbers, copied to where a typed array may begin (a Buffer's own `slice` would not copy). */
const pixelsOf = (row: Uint8Array, bitsPerPixel: number): Uint16Array | Uint32Array => {
  const { buffer } = new Uint8Array(row);
  return bitsPerPixel === 16 ? new Uint16Array(buffer) : new Uint32Array(buffer);
};

const touches = (pixels: Uint16Array | Uint32Array, mask: number): boolean =>
  mask !== 0 && pixels.some((pixel) => (pixel & mask) !== 0);

/** Where a channel's bits are, and the level in 0..255 that each of their values stands for. */
interface Channel {
  mask: number;
  shift: number;
  levels: Uint8Array;
}

const level = ({ mask, shift, levels }: Channel, pixel: number): number =>
  levels[(pixel & mask) >>> shift]!;

/** More bits than these would show in no 8-bit level. */
const WIDEST = 16;

function channelOf(mask: number): Channel {
  if (mask === 0) return { mask, shift: 0, levels: new Uint8Array(1) };
  const lowest = 31 - Math.clz32(mask & -mask);
  const width = 32 - Math.clz32(mask) - lowest;
  if (mask >>> lowest !== 2 ** width - 1)
    throw new EaselError(336005, 'the BMP is corrupt: a channel mask is in pieces');
  const top = 2 ** Math.min(width, WIDEST) - 1;
  const levels = Uint8Array.from({ length: top + 1 }, (_, value) =>
    Math.round((value * 255) / top),
  );
  return { mask, shift: lowest + Math.max(0, width - WIDEST), levels };
}
