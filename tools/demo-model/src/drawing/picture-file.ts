import sharp from 'sharp';
import { encodeBmp } from './bmp.js';
import type { Picture } from './draw.js';

/** The formats in which pictures are written. */
export type Format = 'jpg' | 'png' | 'bmp';

const encoders: Record<Format, (picture: Picture) => Promise<Uint8Array>> = {
  jpg: (picture) => encodeJpeg(picture),
  png: (picture) => grey(picture).png().toBuffer(),
  bmp: (picture) => Promise.resolve(encodeBmp(picture)),
};

/** The bytes of a picture file. */
export const encode = (picture: Picture, format: Format): Promise<Uint8Array> =>
  encoders[format](picture);

/** The bytes of a grey JPEG. */
export const encodeJpeg = (picture: Picture, quality = 85): Promise<Uint8Array> =>
  grey(picture).jpeg({ quality }).toBuffer();

/** What is left of a picture once it was a file of `format`: JPEG loses a little, the others nothing. */
export async function asFiled(picture: Picture, format: Format): Promise<Picture> {
  if (format !== 'jpg') return picture;
  const decoded = sharp(await encodeJpeg(picture))
    .toColourspace('b-w')
    .raw();
  return { ...picture, data: new Uint8Array(await decoded.toBuffer()) };
}

const grey = ({ data, width, height }: Picture) =>
  sharp(data, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
