import { EaselError } from '@easel/errors';
import type { Picture } from './picture.js';
import { readPixels } from './vips.js';

/**
 * Decodes a PNG: palette, grey, 16-bit, interlaced; alpha over white.
 * @throws EaselError 336005 when its pixels are cut or a checksum is wrong.
 */
export async function decodePng(
  bytes: Uint8Array,
  { exifOrientation }: { exifOrientation: boolean },
): Promise<Picture> {
  try {
    // Warnings are left alone: libpng has them for ill-made text and colour profiles, which do not touch the pixels.
    const { width, height, data } = await readPixels(bytes, { autoOrient: exifOrientation });
    return { width, height, data };
  } catch (cause) {
    throw new EaselError(336005, 'the PNG is truncated or corrupt', { cause });
  }
}
