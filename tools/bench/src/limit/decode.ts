import { createRequire } from 'node:module';
import sharp from 'sharp';
import type * as jpegTurbo from '@julusian/jpeg-turbo';

/** Interleaved RGB, rows from the top. */
interface Pixels {
  width: number;
  height: number;
  data: Uint8Array;
}

/** From a file's bytes to pixels; the next call may overwrite what the last one gave. */
export type Decode = (file: Buffer) => Pixels | Promise<Pixels>;

// As CommonJS: its exports are assigned one by one, which an import of names does not see.
const { decompressSync, FORMAT_RGB } = createRequire(import.meta.url)(
  '@julusian/jpeg-turbo',
) as typeof jpegTurbo;

/** Above this many pixels shrinking while the JPEG is decoded is quicker than decoding all of it. */
const TURBO_PIXELS = 2_200_000;

/** What a decoder may count on: memory that needs no copy, and the side of the model's input. */
interface Target {
  room: (bytes: number) => Buffer;
  side: number;
}

/** The fastest way there is to the pixels of such a file, nothing checked. */
export async function decoderFor(file: Buffer, { room, side }: Target): Promise<Decode> {
  const { format, width, height } = await sharp(file).metadata();
  sharp.concurrency(1);
  sharp.cache(false);
  if (format === 'jpeg' && width * height <= TURBO_PIXELS)
    return (bytes) => decompressSync(bytes, room(width * height * 3), { format: FORMAT_RGB });
  if (format === 'jpeg')
    return async (bytes) => {
      const shrunk = sharp(bytes).resize(side, side, { fit: 'fill', kernel: 'linear' });
      return { width: side, height: side, data: await shrunk.raw().toBuffer() };
    };
  return async (bytes) => ({ width, height, data: await sharp(bytes).raw().toBuffer() });
}
