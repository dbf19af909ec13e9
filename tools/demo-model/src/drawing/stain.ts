import { blot, within } from './blot.js';
import { valueNoise } from './noise.js';
import type { Scene } from './scene.js';

/** A ragged dark film with a darker rim where it dried last, and drops beside it. It has no relief. */
export function drawStain(scene: Scene): void {
  const { rng } = scene;
  const strength = rng.between(0.28, 0.55);
  const radius = rng.between(0.11, 0.24);
  film(scene, { radius, strength });
  for (let drops = rng.whole(0, 3); drops > 0; drops -= 1)
    film(scene, { radius: rng.between(0.02, 0.05), strength });
}

function film(scene: Scene, { radius, strength }: { radius: number; strength: number }): void {
  const { canvas, rng } = scene;
  const patch = blot(scene, { radius, ragged: rng.between(0.2, 0.4) });
  const mottle = valueNoise(rng);
  const blur = rng.between(0.01, 0.05);
  const rim = rng.between(0, 0.15);
  canvas.around(patch.center, {
    radius: patch.reach,
    brush: (light, x, y) => {
      const distance = patch.distance(x, y);
      const cover = within(patch, distance, blur);
      const dried = rim * Math.exp(-(((1 - distance) / 0.12) ** 2));
      const thickness = strength * (1 + 0.25 * mottle(x * 14, y * 14)) + dried;
      return light * (1 - cover * thickness);
    },
  });
}
