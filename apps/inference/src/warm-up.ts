import type { Size } from './pictures/picture.js';

/** Of a picture, in pixels: not below what is taken. */
const SIDE = 16;
const HEADER_BYTES = 54;

/** A BMP of one colour, 24 bits a pixel. @param width in pixels, a multiple of 4: then rows need no padding */
export function plainBmp(
  { width, height }: Size,
  [red, green, blue]: [red: number, green: number, blue: number],
): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const pixels = Buffer.alloc(width * height * 3, Buffer.from([blue, green, red]));
  header.write('BM');
  header.writeUInt32LE(HEADER_BYTES + pixels.length, 2);
  header.writeUInt32LE(HEADER_BYTES, 10);
  header.writeUInt32LE(40, 14); // the length of the second header
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  return Buffer.concat([header, pixels]);
}

/**
 * A grey BMP for the runs before a version takes the traffic. A version's first picture cost 9 ms more CPU than those after
 * it (MobileNetV2, 640x480), whatever picture came before.
 */
export const warmUpPicture = (): Buffer => plainBmp({ width: SIDE, height: SIDE }, [128, 128, 128]);
