/* eslint-disable @typescript-eslint/no-non-null-assertion -- loops over pixels: each index is in range by construction */
import { EaselError } from '@easel/errors';
import { readBmpHeader, type BmpHeader } from './bmp-header.js';
import { readRunLengths } from './bmp-rle.js';
import type { Picture } from './picture.js';

/**
 * Decodes a BMP of any generation: OS/2 and Windows headers, 1 to 32 bit, bit fields, RLE, bottom-up or top-down. Own
 * code, because every library tried refuses some of what factory cameras write.
 * @throws EaselError 336005 when it is truncated or corrupt.
 */
export function decodeBmp(bytes: Uint8Array): Picture {
  const header = readBmpHeader(bytes);
  const { width, height } = header;
  const data = new Uint8Array(width * height * 3);
  if (header.bitsPerPixel <= 8) paintIndexed(bytes, header, data);
  else paintDirect(bytes, header, data);
  return { width, height, data };
}

/** Where row `y`, counted from the top, begins in the file; rows are padded to 4 bytes. */
function rowStarts(bytes: Uint8Array, header: BmpHeader): (y: number) => number {
  const { width, height, bitsPerPixel, topDown, pixelsAt } = header;
  const stride = Math.ceil((width * bitsPerPixel) / 32) * 4;
  // The last row's padding carries no pixel: some writers leave it out.
  const needed = stride * (height - 1) + Math.ceil((width * bitsPerPixel) / 8);
  if (pixelsAt + needed > bytes.length)
    throw new EaselError(
      336005,
      `the BMP is truncated: ${bytes.length} bytes of ${pixelsAt + needed}`,
    );
  return (y) => pixelsAt + stride * (topDown ? y : height - 1 - y);
}

/** Colour table entries as [n, 3] RGB; the table ends where the pixels begin, whatever its count says. */
function readPalette(bytes: Uint8Array, { palette, pixelsAt }: BmpHeader): Uint8Array {
  const { at, stride } = palette;
  const end = Math.min(pixelsAt, bytes.length);
  const colours = Math.min(palette.colours, Math.floor((end - at) / stride));
  const rgb = new Uint8Array(Math.max(colours, 0) * 3);
  for (let i = 0; i < colours; i += 1)
    for (let c = 0; c < 3; c += 1) rgb[3 * i + c] = bytes[at + stride * i + 2 - c]!;
  return rgb;
}

function paintIndexed(bytes: Uint8Array, header: BmpHeader, data: Uint8Array): void {
  const { width, height, compression } = header;
  const palette = readPalette(bytes, header);
  const indices =
    compression === 'none' ? unpackIndices(bytes, header) : readRunLengths(bytes, header);
  for (let i = 0, to = 0; i < width * height; i += 1, to += 3) {
    const from = 3 * indices[i]!;
    if (from >= palette.length)
      throw new EaselError(336005, 'the BMP is corrupt: a pixel has no colour in its table');
    data[to] = palette[from]!;
    data[to + 1] = palette[from + 1]!;
    data[to + 2] = palette[from + 2]!;
  }
}

/** One byte per pixel, rows from the top, out of 1, 2, 4 or 8 bits each, the highest bits first. */
function unpackIndices(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, bitsPerPixel } = header;
  const rowStart = rowStarts(bytes, header);
  const mask = 2 ** bitsPerPixel - 1;
  const indices = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y += 1) {
    const start = rowStart(y);
    for (let x = 0; x < width; x += 1, to += 1) {
      const bit = x * bitsPerPixel;
      indices[to] = (bytes[start + (bit >> 3)]! >> (8 - bitsPerPixel - (bit & 7))) & mask;
    }
  }
  return indices;
}

function paintDirect(bytes: Uint8Array, header: BmpHeader, data: Uint8Array): void {
  const { width, height, bitsPerPixel, compression } = header;
  const rowStart = rowStarts(bytes, header);
  const step = bitsPerPixel >> 3;
  const paint =
    bitsPerPixel >= 24 && compression === 'none' ? paintBytes : paintFields(header.masks, step);
  for (let y = 0; y < height; y += 1)
    paint(
      bytes.subarray(rowStart(y), rowStart(y) + width * step),
      data.subarray(3 * width * y, 3 * width * (y + 1)),
    );

  /** Blue, green, red and perhaps an unused byte. */
  function paintBytes(row: Uint8Array, rgb: Uint8Array): void {
    for (let from = 0, to = 0; to < rgb.length; from += step, to += 3) {
      rgb[to] = row[from + 2]!;
      rgb[to + 1] = row[from + 1]!;
      rgb[to + 2] = row[from]!;
    }
  }
}

/** Pixels whose channels are bits under a mask, each stretched to 0..255. */
function paintFields(masks: BmpHeader['masks'], step: number) {
  const red = channelTable(masks.red);
  const green = channelTable(masks.green);
  const blue = channelTable(masks.blue);
  return (row: Uint8Array, rgb: Uint8Array): void => {
    const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
    for (let from = 0, to = 0; to < rgb.length; from += step, to += 3) {
      const pixel = step === 2 ? view.getUint16(from, true) : view.getUint32(from, true);
      rgb[to] = red(pixel);
      rgb[to + 1] = green(pixel);
      rgb[to + 2] = blue(pixel);
    }
  };
}

function channelTable(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const top = mask >>> shift;
  if ((top & (top + 1)) !== 0) throw new EaselError(336005, 'BMP with a channel mask in pieces');
  return (pixel) => Math.round((((pixel & mask) >>> shift) * 255) / top);
}
