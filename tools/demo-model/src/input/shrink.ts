import type { Size } from '../drawing/canvas.js';
import type { Picture } from '../drawing/draw.js';

/** Which source pixels make one target pixel, and how much of it each. */
interface Taps {
  first: number;
  weights: number[];
}

/**
 * Scales both sides of a picture to `size` as Pillow's BILINEAR does: a triangle filter that widens
 * with the ratio, so that what is left out is averaged and not skipped, rounded to grey levels
 * after each direction. The server resizes in the same way.
 */
export function shrink(picture: Picture, size: Size): Uint8Array {
  const { width, height, data } = picture;
  const narrow = new Uint8Array(size.width * height);
  taps(width, size.width).forEach(({ first, weights }, x) => {
    for (let y = 0; y < height; y += 1)
      narrow[y * size.width + x] = weigh(data, weights, { at: y * width + first, step: 1 });
  });
  const small = new Uint8Array(size.width * size.height);
  taps(height, size.height).forEach(({ first, weights }, y) => {
    for (let x = 0; x < size.width; x += 1)
      small[y * size.width + x] = weigh(narrow, weights, {
        at: first * size.width + x,
        step: size.width,
      });
  });
  return small;
}

function taps(from: number, to: number): Taps[] {
  const ratio = from / to;
  const reach = Math.max(ratio, 1);
  return Array.from({ length: to }, (_, target) => {
    const center = (target + 0.5) * ratio;
    const first = Math.max(Math.floor(center - reach + 0.5), 0);
    const end = Math.min(Math.floor(center + reach + 0.5), from);
    const raw = Array.from({ length: end - first }, (_, tap) =>
      Math.max(1 - Math.abs(first + tap + 0.5 - center) / reach, 0),
    );
    const sum = raw.reduce((total, weight) => total + weight, 0);
    return { first, weights: raw.map((weight) => weight / sum) };
  });
}

function weigh(data: Uint8Array, weights: number[], walk: { at: number; step: number }): number {
  let sum = 0;
  let at = walk.at;
  for (const weight of weights) {
    sum += weight * (data[at] ?? 0);
    at += walk.step;
  }
  return Math.round(sum);
}
