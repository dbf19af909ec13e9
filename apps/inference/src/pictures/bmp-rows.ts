import { EaselError } from '@easel/errors';
import type { BmpHeader } from './bmp-header.js';

/**
 * The rows of an unpacked BMP from the top, without the padding that brings each to a multiple of 4 bytes.
 * @throws EaselError 336005 when the file ends before the last pixel.
 */
export function rowsOf(bytes: Uint8Array, header: BmpHeader): Uint8Array[] {
  const { width, height, bitsPerPixel, topDown, pixelsAt } = header;
  const length = Math.ceil((width * bitsPerPixel) / 8);
  const stride = Math.ceil(length / 4) * 4;
  // The last row's padding carries no pixel: some writers leave it out.
  const end = pixelsAt + stride * (height - 1) + length;
  if (end > bytes.length)
    throw new EaselError(336005, `the BMP is truncated: ${bytes.length} bytes of ${end}`);
  return Array.from({ length: height }, (_, y) => {
    const start = pixelsAt + stride * (topDown ? y : height - 1 - y);
    return bytes.subarray(start, start + length);
  });
}
