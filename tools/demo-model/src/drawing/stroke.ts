import type { Canvas } from './canvas.js';
import { blend } from './noise.js';
import type { Point } from './view.js';

/** A line of varying breadth: points in picture coordinates, each with half the breadth there. */
export type Path = (Point & { half: number })[];

/** Which pixels are covered, by index, and how much of each. */
type Cover = Map<number, number>;

/** Draws lines; where they cross, the light changes once. `tint` says what full cover makes of the light. */
export function stroke(canvas: Canvas, paths: Path[], tint: (light: number) => number): void {
  const cover: Cover = new Map();
  for (const path of paths)
    path.slice(1).forEach((to, index) => {
      const from = path[index];
      if (from) coverSegment(canvas, cover, [from, to]);
    });
  for (const [at, share] of cover) {
    const light = canvas.light[at] ?? 0;
    canvas.light[at] = blend(light, tint(light), share);
  }
}

function coverSegment(
  { size: { width, height }, pixel }: Canvas,
  cover: Cover,
  [from, to]: [Path[number], Path[number]],
): void {
  const reach = Math.max(from.half, to.half) + pixel;
  const first = (low: number, middle: number) =>
    Math.max(Math.floor((low - reach) * height + middle), 0);
  const last = (high: number, middle: number, end: number) =>
    Math.min(Math.ceil((high + reach) * height + middle), end - 1);
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const squared = dx * dx + dy * dy || Number.MIN_VALUE;
  const right = last(Math.max(from.x, to.x), width / 2, width);
  const bottom = last(Math.max(from.y, to.y), height / 2, height);
  for (let j = first(Math.min(from.y, to.y), height / 2); j <= bottom; j += 1) {
    const y = (j + 0.5 - height / 2) * pixel - from.y;
    for (let i = first(Math.min(from.x, to.x), width / 2); i <= right; i += 1) {
      const x = (i + 0.5 - width / 2) * pixel - from.x;
      const along = Math.min(Math.max((x * dx + y * dy) / squared, 0), 1);
      const distance = Math.sqrt((x - along * dx) ** 2 + (y - along * dy) ** 2);
      const half = blend(from.half, to.half, along);
      const share = covered(distance, half, pixel);
      const at = j * width + i;
      if (share > (cover.get(at) ?? 0)) cover.set(at, share);
    }
  }
}

/** The share of a pixel that a line covers; a line thinner than a pixel covers no more than its breadth. */
function covered(distance: number, half: number, pixel: number): number {
  const low = Math.max(distance - pixel / 2, -half);
  const high = Math.min(distance + pixel / 2, half);
  return Math.max((high - low) / pixel, 0);
}
