import { EaselError } from '@easel/errors';
import type { DecodeOptions } from './canvas.js';
import { hasEveryScan } from './jpeg-completeness.js';
import { readJpegHeader } from './jpeg-header.js';
import { decodeWithTurbo } from './jpeg-turbo.js';
import { decodeWithVips } from './jpeg-vips.js';
import type { Picture } from './picture.js';

const END = [0xff, 0xd9] as const;

/**
 * Decodes a JPEG: baseline or progressive, grey, YCbCr, RGB, CMYK or YCCK.
 * @throws EaselError 336005 when it is truncated or corrupt.
 */
export function decodeJpeg(
  bytes: Uint8Array,
  { exifOrientation: upright, canvas }: DecodeOptions,
): Picture | Promise<Picture> {
  const header = readJpegHeader(bytes);
  const whole = withEnd(bytes);
  return (
    decodeWithTurbo(whole, { header, upright, canvas }) ??
    decodeWithVips(whole, { cmyk: header.components === 4, upright })
  );
}

/** A picture that lacks its end marker alone is whole; given one, any other cut makes libjpeg warn. */
function withEnd(bytes: Uint8Array): Uint8Array {
  if (bytes.at(-2) === END[0] && bytes.at(-1) === END[1]) return bytes;
  if (!hasEveryScan(bytes)) throw new EaselError(336005, 'the JPEG is truncated');
  const ended = new Uint8Array(bytes.length + END.length);
  ended.set(bytes);
  ended.set(END, bytes.length);
  return ended;
}
