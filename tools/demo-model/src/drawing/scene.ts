import type { Canvas } from './canvas.js';
import type { Rng } from './rng.js';
import type { View } from './view.js';

/** What every part of a drawing shares. */
export interface Scene {
  canvas: Canvas;
  view: View;
  /** Where the light comes from, radians in the picture's plane: relief is bright on one side. */
  sun: number;
  /** The direction in which the metal was brushed or rolled, radians on the surface. */
  grain: number;
  rng: Rng;
}
