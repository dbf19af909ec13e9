import { EaselError } from '@easel/errors';
import { cmykToRgb } from './cmyk.js';
import type { PictureHeader } from './header.js';
import { readJpegHeader } from './jpeg-header.js';
import type { Picture } from './picture.js';
import { readPixels } from './vips.js';

const END = new Uint8Array([0xff, 0xd9]);

/**
 * Decodes a JPEG: baseline or progressive, grey, YCbCr, RGB, CMYK or YCCK.
 * @throws EaselError 336005 when it is truncated or corrupt.
 */
export async function decodeJpeg(
  bytes: Uint8Array,
  _header: PictureHeader,
  { exifOrientation }: { exifOrientation: boolean },
): Promise<Picture> {
  const { components } = readJpegHeader(bytes);
  try {
    const pixels = await readPixels(withEnd(bytes), {
      failOn: 'warning',
      autoOrient: exifOrientation,
      cmyk: components === 4,
    });
    const { width, height, channels, data } = pixels;
    return { width, height, data: channels === 4 ? cmykToRgb(data) : data };
  } catch (cause) {
    throw new EaselError(336005, 'the JPEG is truncated or corrupt', { cause });
  }
}

/** A picture that lacks its end marker alone is whole. Given one, only those whose pixels are cut make libjpeg warn. */
function withEnd(bytes: Uint8Array): Uint8Array {
  if (bytes.at(-2) === END[0] && bytes.at(-1) === END[1]) return bytes;
  const ended = new Uint8Array(bytes.length + END.length);
  ended.set(bytes);
  ended.set(END, bytes.length);
  return ended;
}
