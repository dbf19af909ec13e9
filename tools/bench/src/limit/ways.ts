import { createRequire } from 'node:module';
import { planFor, turboJpeg } from '@easel/inference';
import sharp from 'sharp';
import type * as jpegTurbo from '@julusian/jpeg-turbo';

type Press = ReturnType<typeof planFor>;

/** From a file's bytes to the model's input, nothing checked; a view that the next picture overwrites. */
export type Way = (file: Buffer) => Float32Array | Promise<Float32Array>;

interface Size {
  width: number;
  height: number;
}

// As CommonJS: its exports are assigned one by one, which an import of names does not see.
const { decompressSync, FORMAT_RGB } = createRequire(import.meta.url)(
  '@julusian/jpeg-turbo',
) as typeof jpegTurbo;

/** Every way that there is for a picture like this one. @param side of the model's input, in pixels */
export async function waysOf(file: Buffer, press: Press, side: number): Promise<Way[]> {
  const { format, width, height } = await sharp(file)
    .metadata()
    .catch(() => ({ format: 'bmp', width: file.readInt32LE(18), height: file.readInt32LE(22) }));
  const size = { width, height };
  if (format === 'bmp') return [bareBmp(size, press)];
  if (format !== 'jpeg') return [bySharp(size, press)];
  return [byTurbo(size, press), byBinding(size, press), shrunkBySharp(press, side)];
}

/** libjpeg-turbo's library, which shrinks while it decodes; exact. */
function byTurbo(size: Size, press: Press): Way {
  const by = press.shrink(size);
  const width = Math.ceil(size.width / by);
  const height = Math.ceil(size.height / by);
  const covered = { x: 0, y: 0, width: size.width / by, height: size.height / by };
  return (file) => {
    const data = press.room(width * height * 3);
    if (!turboJpeg?.decode(file, { size, by }, data)) throw new Error('no way for this picture');
    return press.prepare({
      width,
      height,
      data,
      ...(by > 1 && { shrunk: { full: size, covered } }),
    });
  };
}

/** libjpeg-turbo's binding for Node, which decodes all of it, a little inexactly. */
const byBinding =
  ({ width, height }: Size, press: Press): Way =>
  (file) => {
    const data = press.room(width * height * 3);
    decompressSync(file, data, { format: FORMAT_RGB });
    return press.prepare({ width, height, data });
  };

/** libvips, which shrinks while it decodes. */
const shrunkBySharp =
  (press: Press, side: number): Way =>
  async (file) => {
    const shrunk = sharp(file).resize(side, side, { fit: 'fill' }).raw();
    return press.prepare({ width: side, height: side, data: await shrunk.toBuffer() });
  };

const bySharp =
  (size: Size, press: Press): Way =>
  async (file) =>
    press.prepare({ ...size, data: await sharp(file).raw().toBuffer() });

/** 24 bits a pixel, bottom row first: what the bench's own file is. */
const bareBmp =
  ({ width, height }: Size, press: Press): Way =>
  (file) => {
    const data = press.room(width * height * 3);
    const stride = Math.ceil((width * 3) / 4) * 4;
    for (let y = 0, to = 0; y < height; y += 1) {
      let from = 54 + (height - 1 - y) * stride;
      for (const end = to + 3 * width; to < end; to += 3, from += 3) {
        data[to] = file[from + 2] ?? 0;
        data[to + 1] = file[from + 1] ?? 0;
        data[to + 2] = file[from] ?? 0;
      }
    }
    return press.prepare({ width, height, data });
  };
