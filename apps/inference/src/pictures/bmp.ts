import { paintDirect } from './bmp-direct.js';
import { readBmpHeader } from './bmp-header.js';
import { paintIndexed } from './bmp-indexed.js';
import { placeRows } from './bmp-rows.js';
import type { DecodeOptions } from './canvas.js';
import type { Picture } from './picture.js';

/**
 * Decodes a BMP of any generation: OS/2 and Windows headers, 1 to 32 bit, bit fields, RLE, bottom-up or top-down. Own
 * code, because every library tried refuses, or paints wrongly, some of what factory cameras write.
 * @throws EaselError 336005 when it is truncated or corrupt.
 */
export function decodeBmp(bytes: Uint8Array, { canvas }: Pick<DecodeOptions, 'canvas'>): Picture {
  const header = readBmpHeader(bytes);
  const { width, height, bitsPerPixel, compression, pixelsAt } = header;
  if (bitsPerPixel === 24 && compression === 'none') {
    const { top, stride, end } = placeRows(bytes, header);
    const data = bytes.subarray(pixelsAt, end);
    return { width, height, data, stored: { top: top - pixelsAt, stride } };
  }
  const data = canvas.room(width * height * 3);
  const paint = bitsPerPixel <= 8 ? paintIndexed : paintDirect;
  paint(bytes, header, data);
  return { width, height, data };
}
