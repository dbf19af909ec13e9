import type { Size } from './pictures/picture.js';

/** Of a picture, in pixels: not below what is taken. */
const SIDE = 16;
const HEADER_BYTES = 54;

type Colour = [red: number, green: number, blue: number];

/** A BMP of stripes, 24 bits a pixel. @param width in pixels, a multiple of 4: then rows need no padding */
export function stripedBmp({ width, height }: Size, ...colours: Colour[]): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const pixels = Buffer.alloc(
    width * height * 3,
    Buffer.from(colours.flatMap(([red, green, blue]) => [blue, green, red])),
  );
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
 * A BMP for the runs before a version takes the traffic. A version's first picture cost 9 ms more CPU than those after it
 * (MobileNetV2, 640x480), whatever picture came before. Black and white, since a model that divides by how much a picture
 * varies has no answer to a grey one.
 */
export const warmUpPicture = (): Buffer => {
  const half = (colour: Colour) => Array<Colour>(SIDE / 2).fill(colour);
  return stripedBmp({ width: SIDE, height: SIDE }, ...half([255, 255, 255]), ...half([0, 0, 0]));
};
