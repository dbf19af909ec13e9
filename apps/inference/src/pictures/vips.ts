import sharp from 'sharp';

// Lanes are one to a core and see each picture once: neither threads nor caches of libvips' own would gain anything.
sharp.cache(false);
sharp.concurrency(1);

interface Decoded {
  /** Pixels. */
  width: number;
  height: number;
  /** [height, width, 3] RGB, or [height, width, 4] CMYK where asked for. */
  data: Uint8Array;
  /** What the decoder was not content with, though it went on. */
  warnings: string[];
}

export interface VipsOptions {
  /** Turn the picture as its EXIF orientation says. */
  autoOrient: boolean;
  /** Give the four channels of a CMYK picture as they are stored. */
  cmyk?: boolean;
}

let busy: Promise<unknown> = Promise.resolve();

/** libvips keeps its warnings by process, not by picture: two at a time would get each other's. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  const result = busy.then(work);
  busy = result.catch(() => undefined);
  return result;
}

/**
 * Decodes a JPEG or PNG with libvips to interleaved 8-bit pixels, alpha over white. Colour profiles are ignored, as
 * the Pillow code that models are trained with does.
 * @throws what libvips throws when it cannot go on.
 */
export const readPixels = (bytes: Uint8Array, options: VipsOptions): Promise<Decoded> =>
  alone(async () => {
    const { autoOrient, cmyk = false } = options;
    const space = cmyk ? 'cmyk' : 'srgb';
    const warnings: string[] = [];
    const image = sharp(bytes, {
      failOn: 'error',
      autoOrient,
      ignoreIcc: true,
      limitInputPixels: 4096 * 4096,
      sequentialRead: true,
    }).on('warning', (warning: string) => warnings.push(warning));
    if (cmyk) image.pipelineColourspace(space);
    else image.flatten({ background: '#ffffff' });
    const output = image.toColourspace(space).raw();
    const { data, info } = await output.toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data, warnings };
  });
