import type { Rng } from './rng.js';

/** A place, in units of the picture's height. */
export interface Point {
  x: number;
  y: number;
}

/**
 * How the camera looks at the surface: how near, and how far tilted. Picture coordinates have their
 * origin in the middle and y from -0.5 (top) to 0.5 (bottom); surface coordinates are the same
 * without zoom and tilt.
 */
export interface View {
  zoom: number;
  toSurface(x: number, y: number): Point;
  toPicture(u: number, v: number): Point;
}

/** A view up to a fifth nearer or farther, tilted up to 35 degrees about any axis. */
export function lookAt(rng: Rng): View {
  const zoom = rng.between(0.85, 1.2);
  const foreshortening = Math.cos(rng.between(0, 0.6));
  const axis = rng.between(0, Math.PI);
  const cos = Math.cos(axis);
  const sin = Math.sin(axis);
  const stretch = (along: number, across: number) => (x: number, y: number) => {
    const a = (x * cos + y * sin) * along;
    const b = (y * cos - x * sin) * across;
    return { x: a * cos - b * sin, y: a * sin + b * cos };
  };
  return {
    zoom,
    toSurface: stretch(1 / zoom, 1 / (zoom * foreshortening)),
    toPicture: stretch(zoom, zoom * foreshortening),
  };
}
