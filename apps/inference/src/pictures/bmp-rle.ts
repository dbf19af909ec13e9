import { EaselError } from '@easel/errors';
import type { BmpHeader } from './bmp-header.js';

const END_OF_LINE = 0;
const END_OF_PICTURE = 1;
const MOVE = 2;

/**
 * Unpacks RLE8 or RLE4 to one palette index per pixel, rows from the top. Pixels that the code jumps over are index 0.
 * @throws EaselError 336005 when the code stops before the last row, or paints outside the picture.
 */
export function readRunLengths(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, compression, topDown, pixelsAt } = header;
  const perByte = compression === 'rle4' ? 2 : 1;
  const indices = new Uint8Array(width * height);
  let x = 0;
  let y = 0;
  let at = pixelsAt;

  const next = (): number => {
    const byte = bytes[at];
    if (byte === undefined)
      throw new EaselError(336005, `the BMP is truncated: it stops in row ${y} of ${height}`);
    at += 1;
    return byte;
  };
  const paint = (index: number): void => {
    if (x >= width || y >= height)
      throw new EaselError(336005, 'the BMP is corrupt: a run leaves the picture');
    indices[(topDown ? y : height - 1 - y) * width + x] = index;
    x += 1;
  };
  /** The `i`th pixel of a byte that holds two of 4 bits, or one of 8. */
  const pixel = (byte: number, i: number): number =>
    perByte === 1 ? byte : i % 2 === 0 ? byte >> 4 : byte & 15;

  const complete = (): boolean => y >= height || (y === height - 1 && x >= width);

  while (!(complete() && at >= bytes.length)) {
    const count = next();
    const value = next();
    if (count > 0) {
      for (let i = 0; i < count; i += 1) paint(pixel(value, i));
    } else if (value === END_OF_LINE) {
      x = 0;
      y += 1;
    } else if (value === END_OF_PICTURE) {
      if (y < height - 1)
        throw new EaselError(336005, `the BMP is truncated: it ends at row ${y} of ${height}`);
      break;
    } else if (value === MOVE) {
      x += next();
      y += next();
    } else {
      let byte = 0;
      for (let i = 0; i < value; i += 1) {
        if (i % perByte === 0) byte = next();
        paint(pixel(byte, i));
      }
      // Literal pixels fill whole 16-bit words.
      if (Math.ceil(value / perByte) % 2 === 1) at += 1;
    }
  }
  return indices;
}
