import { EaselError } from '@easel/errors';
import { cmykToRgb } from './cmyk.js';
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
  { exifOrientation }: { exifOrientation: boolean },
): Promise<Picture> {
  const cmyk = readJpegHeader(bytes).components === 4;
  const whole = withEnd(bytes);
  try {
    const first = await readPixels(whole, { autoOrient: exifOrientation, cmyk });
    const mended = isSound(first.warnings) ? undefined : mend(whole);
    const { width, height, data, warnings } = mended
      ? await readPixels(mended, { autoOrient: exifOrientation, cmyk })
      : first;
    if (!isSound(warnings)) throw new Error(warnings.join('; '));
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

/**
 * libjpeg fills what is cut or corrupt with grey and only warns, so a warning condemns the picture. The exception is
 * stray bytes before the end marker, which cameras write: harmless when that was all, since libjpeg counts every
 * warning but names only the first.
 */
function isSound(warnings: readonly string[]): boolean {
  const said = warnings.join('\n');
  if (!said.includes('VipsJpeg')) return true;
  const counts = [...said.matchAll(/read gave (\d+) warnings/g)].map(([, count]) => Number(count));
  return Math.max(...counts) === 1 && said.includes('extraneous bytes before marker 0xd9');
}
