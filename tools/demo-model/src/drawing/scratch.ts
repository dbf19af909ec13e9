import type { Scene } from './scene.js';
import { stroke, type Path } from './stroke.js';

/** One to three long, smooth, bright lines with a dark lip away from the light, across the grain. */
export function drawScratch(scene: Scene): void {
  const { canvas, view, rng, sun, grain } = scene;
  const angle = grain + rng.sign() * rng.between(0.3, Math.PI / 2);
  const contrast = rng.between(0.5, 1);
  const paths = Array.from({ length: rng.chance(0.3) ? rng.whole(2, 3) : 1 }, () =>
    scratchPath(scene, angle + rng.between(-0.08, 0.08)),
  );
  const offset = 0.006 * view.zoom;
  const lips = paths.map((path) =>
    path.map(({ x, y, half }) => ({
      x: x - offset * Math.cos(sun),
      y: y - offset * Math.sin(sun),
      half,
    })),
  );
  stroke(canvas, lips, (light) => light * (1 - 0.5 * contrast));
  stroke(canvas, paths, (light) => light + contrast * (0.25 + 0.5 * light));
}

function scratchPath({ view, rng }: Scene, angle: number): Path {
  const length = rng.between(0.45, 1);
  const bend = rng.between(-0.07, 0.07) * length;
  const middle = { x: rng.between(-0.3, 0.3), y: rng.between(-0.2, 0.2) };
  const half = rng.between(0.005, 0.009) * view.zoom;
  const steps = 24;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const t = (2 * step) / steps - 1;
    const along = (t * length) / 2;
    const aside = bend * (1 - t * t);
    const u = middle.x + along * Math.cos(angle) - aside * Math.sin(angle);
    const v = middle.y + along * Math.sin(angle) + aside * Math.cos(angle);
    return { ...view.toPicture(u, v), half: half * Math.sqrt(1.05 - t * t) };
  });
}
