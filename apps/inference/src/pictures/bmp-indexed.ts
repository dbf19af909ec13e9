/* eslint-disable @typescript-eslint/no-non-null-assertion -- loops over pixels: each index is in range by construction */
import { EaselError } from '@easel/errors';
import type { BmpHeader } from './bmp-header.js';
import { readRunLengths } from './bmp-rle.js';
import { rowsOf } from './bmp-rows.js';

/** Paints a picture of 1 to 8 bits a pixel, which are places in its colour table, as RGB. */
export function paintIndexed(bytes: Uint8Array, header: BmpHeader, rgb: Uint8Array): void {
  const palette = readPalette(bytes, header);
  const indices =
    header.compression === 'none' ? unpackIndices(bytes, header) : readRunLengths(bytes, header);
  for (let i = 0, to = 0; i < indices.length; i += 1, to += 3) {
    const from = 3 * indices[i]!;
    if (from >= palette.length)
      throw new EaselError(336005, 'the BMP is corrupt: a pixel has no colour in its table');
    rgb[to] = palette[from]!;
    rgb[to + 1] = palette[from + 1]!;
    rgb[to + 2] = palette[from + 2]!;
  }
}

/** The colour table as [n, 3] RGB. It ends where the pixels begin, whatever its count says. */
function readPalette(bytes: Uint8Array, { palette, pixelsAt }: BmpHeader): Uint8Array {
  const { at, stride } = palette;
  const room = Math.floor((Math.min(pixelsAt, bytes.length) - at) / stride);
  const colours = Math.max(0, Math.min(palette.colours, room));
  const rgb = new Uint8Array(colours * 3);
  for (let i = 0; i < colours; i += 1)
    for (let c = 0; c < 3; c += 1) rgb[3 * i + c] = bytes[at + stride * i + 2 - c]!;
  return rgb;
}

/** One byte per pixel, rows from the top, out of 1, 2, 4 or 8 bits each, the highest bits first. */
function unpackIndices(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, bitsPerPixel } = header;
  const mask = 2 ** bitsPerPixel - 1;
  const indices = new Uint8Array(width * height);
  let to = 0;
  for (const row of rowsOf(bytes, header))
    for (let bit = 0; bit < width * bitsPerPixel; bit += bitsPerPixel, to += 1)
      indices[to] = (row[bit >> 3]! >> (8 - bitsPerPixel - (bit & 7))) & mask;
  return indices;
}
