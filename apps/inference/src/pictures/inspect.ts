import { EaselError } from '@easel/errors';
import { readBmpHeader } from './bmp-header.js';
import { looksLike } from './foreign.js';
import type { Dimensions, PictureHeader } from './header.js';
import { readJpegHeader } from './jpeg-header.js';
import { readPngHeader } from './png-header.js';

export type { PictureHeader } from './header.js';

/** Pixels; EasyDL's limits. */
const SHORTEST_SIDE = 15;
const LONGEST_SIDE = 4096;

interface Format {
  name: PictureHeader['format'];
  signature: readonly number[];
  read: (bytes: Uint8Array) => Dimensions;
}

const formats: readonly Format[] = [
  { name: 'jpeg', signature: [0xff, 0xd8, 0xff], read: readJpegHeader },
  {
    name: 'png',
    signature: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    read: readPngHeader,
  },
  { name: 'bmp', signature: [0x42, 0x4d], read: readBmpHeader },
];

/**
 * Reads what kind and size of picture a file claims to be, from its header alone: no pixel is decoded, so a file that
 * claims billions of them costs nothing.
 * @throws EaselError 336005 when it is no JPEG, PNG or BMP by its content or the header is cut or absurd; 336004 when
 *   its shortest side is under 15 px or its longest over 4096 px.
 */
export function inspect(bytes: Uint8Array): PictureHeader {
  const format = formats.find(({ signature }) => signature.every((byte, at) => bytes[at] === byte));
  if (!format) throw new EaselError(336005, notAPicture(bytes));
  const { width, height, workingBytes } = format.read(bytes);
  const shortest = Math.min(width, height);
  const longest = Math.max(width, height);
  if (shortest < SHORTEST_SIDE)
    throw new EaselError(336004, `shortest side ${shortest} px, at least ${SHORTEST_SIDE}`);
  if (longest > LONGEST_SIDE)
    throw new EaselError(336004, `longest side ${longest} px, at most ${LONGEST_SIDE}`);
  return { format: format.name, width, height, decodedBytes: width * height * (3 + workingBytes) };
}

function notAPicture(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'the file is empty';
  const guess = looksLike(bytes);
  return guess ? `this looks like ${guess}, want JPEG, PNG or BMP` : 'not a JPEG, PNG or BMP';
}
