import sharp from 'sharp';

// Lanes are one to a core and see each picture once: neither threads nor caches of libvips' own would gain anything.
sharp.cache(false);
sharp.concurrency(1);

interface Pixels {
  width: number;
  height: number;
  channels: number;
  data: Uint8Array;
}

export interface VipsOptions {
  /** How severe a complaint of the decoder makes it give up. */
  failOn: 'error' | 'warning';
  /** Turn the picture as its EXIF orientation says. */
  autoOrient: boolean;
  /** Give the four channels of a CMYK picture as they are stored. */
  cmyk?: boolean;
}

/**
 * Decodes a JPEG or PNG with libvips to interleaved 8-bit pixels: RGB, alpha over white, or CMYK where asked for.
 * Colour profiles are ignored, as the Pillow code that models are trained with does.
 * @throws what libvips throws when the file is broken.
 */
export async function readPixels(bytes: Uint8Array, options: VipsOptions): Promise<Pixels> {
  const { failOn, autoOrient, cmyk = false } = options;
  const space = cmyk ? 'cmyk' : 'srgb';
  const image = sharp(bytes, {
    failOn,
    autoOrient,
    ignoreIcc: true,
    limitInputPixels: 4096 * 4096,
    sequentialRead: true,
  });
  if (cmyk) image.pipelineColourspace(space);
  else image.flatten({ background: '#ffffff' });
  const { data, info } = await image
    .toColourspace(space)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, data };
}
