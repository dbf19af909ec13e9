import type { Picture } from '../pictures/picture.js';
import type { Frame } from './frame.js';
import { packed, tapsFor } from './taps.js';

/** Which pixels a resize reads and how it weighs them: the same for every picture of a size. */
export interface Geometry {
  /** The part of the tensor that the picture covers. */
  width: number;
  height: number;
  /** The first row that is read, and how many. */
  top: number;
  rows: number;
  /** As the kernel reads them: `columns` for pixels of 3 bytes, `lines` for rows of `stride` bytes. */
  columns: Uint8Array;
  lines: Uint8Array;
}

/** @param stride bytes from one narrow row to the next */
export function geometryOf(picture: Picture, frame: Frame, stride: number): Geometry {
  const { source, scaled, kept } = onto(picture, frame);
  const columns = tapsFor({
    length: picture.width,
    from: source.x,
    extent: source.width,
    scaled: scaled.width,
    start: kept.x,
    outputs: kept.width,
  });
  const lines = tapsFor({
    length: picture.height,
    from: source.y,
    extent: source.height,
    scaled: scaled.height,
    start: kept.y,
    outputs: kept.height,
  });
  const last = kept.height - 1;
  const top = lines.first[0] ?? 0;
  return {
    width: kept.width,
    height: kept.height,
    top,
    rows: (lines.first[last] ?? 0) + (lines.count[last] ?? 0) - top,
    columns: packed(columns, (pixel) => 3 * pixel),
    lines: packed(lines, (row) => stride * (row - top)),
  };
}

/** All of a picture that its geometry follows from: of equal sizes, one may have been cut or turned otherwise. */
export function outline({ width, height, shrunk }: Picture): string {
  if (!shrunk) return [width, height].join();
  const { full, covered } = shrunk;
  const { x, y } = covered;
  return [width, height, full.width, full.height, x, y, covered.width, covered.height].join();
}

/** A frame of the full picture, on what the decoder made of it. */
function onto({ shrunk }: Picture, frame: Frame): Frame {
  if (!shrunk) return frame;
  const { full, covered } = shrunk;
  const { source } = frame;
  const across = covered.width / full.width;
  const down = covered.height / full.height;
  return {
    ...frame,
    source: {
      x: covered.x + source.x * across,
      y: covered.y + source.y * down,
      width: source.width * across,
      height: source.height * down,
    },
  };
}
