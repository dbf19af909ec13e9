import { ease, valueNoise } from './noise.js';
import type { Scene } from './scene.js';
import type { Point } from './view.js';

/** A round-ish patch of the surface, as a tilted camera sees it. */
export interface Blot {
  /** In picture coordinates. */
  center: Point;
  /** Picture heights; no part of the patch is farther from the center. */
  reach: number;
  /** How far a place is from the center: 1 on the edge, more outside. */
  distance(x: number, y: number): number;
  /** The share of the patch's radius that one picture height is. */
  scale: number;
}

/**
 * A patch anywhere well inside the picture.
 * @param shape its mean radius in surface units, and how ragged its edge is (0: an ellipse).
 */
export function blot({ view, rng }: Scene, shape: { radius: number; ragged: number }): Blot {
  const center = { x: rng.between(-0.4, 0.4), y: rng.between(-0.25, 0.25) };
  const middle = view.toSurface(center.x, center.y);
  const edge = valueNoise(rng);
  const distance = (x: number, y: number) => {
    const { x: u, y: v } = view.toSurface(x, y);
    const [du, dv] = [u - middle.x, v - middle.y];
    const away = Math.hypot(du, dv);
    if (away === 0 || shape.ragged === 0) return away / shape.radius;
    const [cos, sin] = [du / away, dv / away];
    const bulge = edge(cos * 1.3 + 7, sin * 1.3) + 0.5 * edge(cos * 3.5, sin * 3.5 + 7);
    return away / (shape.radius * (1 + shape.ragged * bulge));
  };
  return {
    center,
    reach: shape.radius * view.zoom * (1 + 2 * shape.ragged) * 1.5,
    distance,
    scale: 1 / (shape.radius * view.zoom),
  };
}

/** 1 within the patch, 0 outside, over `blur` picture heights at its edge. */
export const within = (patch: Blot, distance: number, blur: number): number =>
  ease(0.5 + (1 - distance) / (blur * patch.scale));
