import { EaselError } from '@easel/errors';
import type { BmpHeader } from './bmp-header.js';

/** Where the rows of an unpacked BMP are, in bytes of the file. */
interface Rows {
  /** Of a row, without the padding that brings each to a multiple of 4. */
  length: number;
  /** Where the top row begins. */
  top: number;
  /** From one row to the one below it in the picture. */
  stride: number;
  /** Where the last pixel ends. */
  end: number;
}

/** @throws EaselError 336005 when the file ends before the last pixel. */
export function placeRows(bytes: Uint8Array, header: BmpHeader): Rows {
  const { width, height, bitsPerPixel, topDown, pixelsAt } = header;
  const length = Math.ceil((width * bitsPerPixel) / 8);
  const stride = Math.ceil(length / 4) * 4;
  const last = pixelsAt + stride * (height - 1);
  // The last row's padding carries no pixel: some writers leave it out.
  const end = last + length;
  if (end > bytes.length)
    throw new EaselError(336005, `the BMP is truncated: ${bytes.length} bytes of ${end}`);
  return topDown
    ? { length, top: pixelsAt, stride, end }
    : { length, top: last, stride: -stride, end };
}

/** The rows of an unpacked BMP from the top. @throws EaselError as `placeRows` */
export function rowsOf(bytes: Uint8Array, header: BmpHeader): Uint8Array[] {
  const { length, top, stride } = placeRows(bytes, header);
  return Array.from({ length: header.height }, (_, y) =>
    bytes.subarray(top + stride * y, top + stride * y + length),
  );
}
