import { blot, within } from './blot.js';
import { blend } from './noise.js';
import type { Scene } from './scene.js';

/** A drilled hole: nearly black, sharp, one side of its wall and of its chamfer catching the light. */
export function drawHole(scene: Scene): void {
  const { canvas, rng, sun } = scene;
  const patch = blot(scene, { radius: rng.between(0.05, 0.15), ragged: rng.between(0, 0.04) });
  const dark = rng.between(0.01, 0.07);
  const wall = rng.between(0.05, 0.25);
  const chamfer = rng.between(0.15, 0.5);
  const breadth = rng.between(0.008, 0.02) * patch.scale;
  canvas.around(patch.center, {
    radius: patch.reach,
    brush: (light, x, y) => {
      const distance = patch.distance(x, y);
      const facing = -Math.cos(Math.atan2(y - patch.center.y, x - patch.center.x) - sun);
      const rim = within(patch, distance - breadth, canvas.pixel);
      const bevelled = light * (1 + chamfer * facing);
      const inside = within(patch, distance, canvas.pixel);
      const depths = dark + wall * Math.max(facing, 0) * Math.min(distance, 1) ** 4 * light;
      return blend(blend(light, bevelled, rim), depths, inside);
    },
  });
}
