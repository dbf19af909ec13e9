import { blot } from './blot.js';
import type { Scene } from './scene.js';

/** A smooth hollow: its wall towards the light lies in shade, the far wall shines. Texture runs through. */
export function drawDent(scene: Scene): void {
  const { canvas, rng, sun } = scene;
  const patch = blot(scene, { radius: rng.between(0.12, 0.24), ragged: rng.between(0, 0.12) });
  const depth = rng.between(0.35, 0.7);
  canvas.around(patch.center, {
    radius: patch.reach,
    brush: (light, x, y) => {
      const distance = patch.distance(x, y);
      if (distance >= 1) return light;
      // The slope of (1 - d^2)^2, scaled to reach 1 where it is steepest.
      const slope = 2.6 * distance * (1 - distance * distance);
      const facing = Math.cos(Math.atan2(y - patch.center.y, x - patch.center.x) - sun);
      return light * (1 - depth * slope * facing);
    },
  });
}
