import type { DecodeOptions } from './canvas.js';
import type { PictureHeader } from './header.js';
import type { Picture } from './picture.js';
import { decodeBmp } from './bmp.js';
import { decodeJpeg } from './jpeg.js';
import { decodePng } from './png.js';

export type { Picture } from './picture.js';

type Decoder = (bytes: Uint8Array, options: DecodeOptions) => Picture | Promise<Picture>;

/** The one place that says who decodes what. */
const decoders: Record<PictureHeader['format'], Decoder> = {
  jpeg: decodeJpeg,
  png: decodePng,
  bmp: decodeBmp,
};

/**
 * Decodes a file that `inspect` has let through. Alpha is laid over white. A missing end marker and the slips
 * that cameras are known for are forgiven; otherwise a picture comes back whole or not at all.
 * @returns the picture, at once where a decoder can: then it may be on the canvas, until that is used again, or be a
 *   view of the file.
 * @throws EaselError 336005 when the file is truncated or corrupt.
 */
export const decode = (
  bytes: Uint8Array,
  header: PictureHeader,
  options: DecodeOptions,
): Picture | Promise<Picture> => decoders[header.format](bytes, options);
