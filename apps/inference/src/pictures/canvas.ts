import type { Size } from './picture.js';

/** Where a picture is on its way to: it may be decoded right there, and no larger than it is needed. */
export interface Canvas {
  /** Memory for so many bytes of pixels; what was there before is gone. */
  room(bytes: number): Buffer;
  /** How many times smaller a picture of this size may be decoded. */
  shrink(size: Size): Shrink;
}

/** What decoders can shrink by: a block of 8 pixels becomes 8, 4, 2 or 1. */
export type Shrink = 1 | 2 | 4 | 8;

export interface DecodeOptions {
  /** Turn the picture as its EXIF orientation says. */
  exifOrientation: boolean;
  canvas: Canvas;
}
