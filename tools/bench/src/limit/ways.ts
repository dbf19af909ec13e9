import { createRequire } from 'node:module';
import { planFor, turboJpeg } from '@easel/inference';
import sharp from 'sharp';
import type * as jpegTurbo from '@julusian/jpeg-turbo';

type Press = ReturnType<typeof planFor>;

/** From a file's bytes to the model's input, nothing checked; a view that the next picture overwrites. */
export interface Way {
  /** What decodes, for the record. */
  decoder: string;
  run: (file: Buffer) => Float32Array | Promise<Float32Array>;
}

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
  if (format === 'bmp') return [{ decoder: 'BMP, as it lies', run: bareBmp(size, press) }];
  if (format !== 'jpeg') return [{ decoder: 'libvips', run: bySharp(size, press) }];
  return [
    { decoder: 'libjpeg-turbo, exact, shrunk', run: byTurbo(size, press) },
    { decoder: 'libjpeg-turbo, inexact', run: byBinding(size, press) },
    { decoder: 'libvips, shrunk', run: shrunkBySharp(press, side) },
  ];
}

/** libjpeg-turbo's library, which shrinks while it decodes; exact. */
function byTurbo(size: Size, press: Press): Way['run'] {
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
  ({ width, height }: Size, press: Press): Way['run'] =>
  (file) => {
    const data = press.room(width * height * 3);
    decompressSync(file, data, { format: FORMAT_RGB });
    return press.prepare({ width, height, data });
  };

/** libvips, which shrinks while it decodes. */
const shrunkBySharp =
  (press: Press, side: number): Way['run'] =>
  async (file) => {
    const shrunk = sharp(file).resize(side, side, { fit: 'fill' }).raw();
    return press.prepare({ width: side, height: side, data: await shrunk.toBuffer() });
  };

const bySharp =
  (size: Size, press: Press): Way['run'] =>
  async (file) =>
    press.prepare({ ...size, data: await sharp(file).raw().toBuffer() });

/** 24 bits a pixel, bottom row first, behind 54 bytes: what the bench's own file is. Its rows are read as they lie. */
function bareBmp({ width, height }: Size, press: Press): Way['run'] {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const stored = { top: (height - 1) * stride, stride: -stride };
  return (file) => press.prepare({ width, height, data: file.subarray(54), stored });
}
