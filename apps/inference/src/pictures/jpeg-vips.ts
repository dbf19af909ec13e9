import { EaselError } from '@easel/errors';
import { cmykToRgb } from './cmyk.js';
import { mend } from './jpeg-mend.js';
import type { Picture } from './picture.js';
import { readPixels } from './vips.js';

/**
 * Decodes a JPEG with libvips, mended where it has a slip that cameras are known for. Slow, and the judge of what is
 * whole.
 * @throws EaselError 336005 when it is truncated or corrupt.
 */
export async function decodeWithVips(
  bytes: Uint8Array,
  { cmyk, upright }: { cmyk: boolean; upright: boolean },
): Promise<Picture> {
  const options = { autoOrient: upright, cmyk };
  try {
    const first = await readPixels(bytes, options);
    const mended = isSound(first.warnings) ? undefined : mend(bytes);
    const { width, height, data, warnings } = mended ? await readPixels(mended, options) : first;
    if (!isSound(warnings)) throw new Error(warnings.join('; '));
    return { width, height, data: cmyk ? cmykToRgb(data) : data };
  } catch (cause) {
    throw new EaselError(336005, 'the JPEG is truncated or corrupt', { cause });
  }
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
