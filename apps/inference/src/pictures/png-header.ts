import { EaselError } from '@easel/errors';
import type { Dimensions } from './header.js';

/** Channels and permitted bit depths by PNG colour type. Source: PNG specification, table 11.1. */
const colourTypes: Partial<Record<number, { channels: number; depths: readonly number[] }>> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  3: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};

const IHDR = 0x49484452;

/**
 * Reads IHDR. Its checksum is left to the decoder, so that absurd dimensions are named whatever the rest holds.
 * @throws EaselError 336005 when it is missing or says what no PNG may.
 */
export function readPngHeader(bytes: Uint8Array): Dimensions {
  if (bytes.length < 33) throw new EaselError(336005, 'PNG ends inside its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(8) !== 13 || view.getUint32(12) !== IHDR)
    throw new EaselError(336005, 'PNG does not begin with its header');
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  const depth = view.getUint8(24);
  const colour = colourTypes[view.getUint8(25)];
  const interlace = view.getUint8(28);
  if (width === 0 || height === 0) throw new EaselError(336005, 'PNG without width or height');
  if (!colour?.depths.includes(depth) || view.getUint16(26) !== 0 || interlace > 1)
    throw new EaselError(336005, 'PNG of a kind that does not exist');
  const pixel = (colour.channels + 1) * (depth === 16 ? 2 : 1);
  return { width, height, workingBytes: interlace === 1 ? pixel : 0 };
}
