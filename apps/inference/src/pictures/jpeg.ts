import { EaselError } from '@easel/errors';
import { cmykToRgb } from './cmyk.js';
import type { PictureHeader } from './header.js';
import { hasEveryScan } from './jpeg-completeness.js';
import { readJpegHeader } from './jpeg-header.js';
import { mend } from './jpeg-mend.js';
import type { Picture } from './picture.js';
import { readPixels } from './vips.js';

const END = [0xff, 0xd9] as const;

/**
 * Decodes a JPEG: baseline or progressive, grey, YCbCr, RGB, CMYK or YCCK.
 * @throws EaselError 336005 when it is truncated or corrupt.
 */
export async function decodeJpeg(
  bytes: Uint8Array,
  _header: PictureHeader,
  { exifOrientation }: { exifOrientation: boolean },
): Promise<Picture> {
  const cmyk = readJpegHeader(bytes).components === 4;
  const read = (file: Uint8Array) =>
    // libjpeg only warns of cut and corrupt pixels, and fills the rest with grey: a warning is a failure here.
    readPixels(file, { failOn: 'warning', autoOrient: exifOrientation, cmyk });
  const whole = withEnd(bytes);
  try {
    const { width, height, data } = await read(whole).catch((cause: unknown) => {
      const mended = mend(whole);
      if (!mended) throw cause;
      return read(mended);
    });
    return { width, height, data: cmyk ? cmykToRgb(data) : data };
  } catch (cause) {
    throw new EaselError(336005, 'the JPEG is truncated or corrupt', { cause });
  }
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
