import type { Canvas } from './canvas.js';
import { exifOrientation, type Orientation } from './exif-orientation.js';
import type { Picture, Size } from './picture.js';
import { turboJpeg } from './turbojpeg.js';
import { turnedPart, turnedSize, turnPixels, turns } from './turn.js';

interface Wanted {
  header: Size & { components: number };
  /** Turn the picture as its EXIF orientation says. */
  upright: boolean;
  canvas: Canvas;
}

/**
 * Decodes a JPEG with libjpeg-turbo, shrunk as far as the canvas wants it.
 * @returns undefined for whatever this decoder is not sure of: the least warning, CMYK, odd EXIF data. libvips then
 *   judges it.
 */
export function decodeWithTurbo(
  bytes: Uint8Array,
  { header, upright, canvas }: Wanted,
): Picture | undefined {
  if (!turboJpeg || header.components === 4) return undefined;
  const orientation = upright ? exifOrientation(bytes) : 1;
  if (orientation === undefined) return undefined;
  const turn = turns[orientation];
  const full = turnedSize(header, turn);
  const by = canvas.shrink(full);
  const width = Math.ceil(header.width / by);
  const height = Math.ceil(header.height / by);
  const stored = storedRoom(orientation, width * height * 3, canvas);
  if (!turboJpeg.decode(bytes, { size: header, by }, stored)) return undefined;
  let data = stored;
  if (orientation !== 1) {
    data = canvas.room(width * height * 3);
    turnPixels({ width, height, data: stored }, turn, data);
  }
  const picture: Picture = { ...turnedSize({ width, height }, turn), data };
  if (by === 1) return picture;
  const part = { x: 0, y: 0, width: header.width / by, height: header.height / by };
  return { ...picture, shrunk: { full, covered: turnedPart(part, { width, height }, turn) } };
}

/** What is turned afterwards is decoded elsewhere. */
const storedRoom = (orientation: Orientation, bytes: number, canvas: Canvas): Buffer =>
  orientation === 1 ? canvas.room(bytes) : Buffer.allocUnsafeSlow(bytes);
