/* eslint-disable @typescript-eslint/no-non-null-assertion -- loops over pixels: each index is in range by construction */
import type { Orientation } from './exif-orientation.js';
import type { Part, Size } from './picture.js';

/** What makes a stored picture upright: first mirrored along its own axes, then its axes swapped. */
interface Turn {
  mirrorX: boolean;
  mirrorY: boolean;
  swap: boolean;
}

export const turns: Record<Orientation, Turn> = {
  1: { mirrorX: false, mirrorY: false, swap: false },
  2: { mirrorX: true, mirrorY: false, swap: false },
  3: { mirrorX: true, mirrorY: true, swap: false },
  4: { mirrorX: false, mirrorY: true, swap: false },
  5: { mirrorX: false, mirrorY: false, swap: true },
  6: { mirrorX: false, mirrorY: true, swap: true },
  7: { mirrorX: true, mirrorY: true, swap: true },
  8: { mirrorX: true, mirrorY: false, swap: true },
};

export const turnedSize = ({ width, height }: Size, { swap }: Turn): Size =>
  swap ? { width: height, height: width } : { width, height };

/** A part of a stored picture, where it is once that is upright. */
export function turnedPart(
  { x, y, width, height }: Part,
  within: Size,
  { mirrorX, mirrorY, swap }: Turn,
): Part {
  const left = mirrorX ? within.width - x - width : x;
  const top = mirrorY ? within.height - y - height : y;
  return swap
    ? { x: top, y: left, width: height, height: width }
    : { x: left, y: top, width, height };
}

/** Writes [height, width, 3] pixels upright. */
export function turnPixels(
  { width, height, data }: Size & { data: Uint8Array },
  { mirrorX, mirrorY, swap }: Turn,
  upright: Uint8Array,
): void {
  const right = mirrorX ? -3 : 3;
  const below = (mirrorY ? -3 : 3) * width;
  const start = (mirrorX ? 3 * (width - 1) : 0) + (mirrorY ? 3 * width * (height - 1) : 0);
  const [across, down] = swap ? [below, right] : [right, below];
  const columns = swap ? height : width;
  for (let row = start, to = 0; to < width * height * 3; row += down)
    for (let x = 0, from = row; x < columns; x += 1, from += across, to += 3) {
      upright[to] = data[from]!;
      upright[to + 1] = data[from + 1]!;
      upright[to + 2] = data[from + 2]!;
    }
}
