import type { Rng } from './rng.js';
import type { Scene } from './scene.js';
import { stroke, type Path } from './stroke.js';
import type { Point } from './view.js';

/** A dark, jagged line that branches and thins out. */
export function drawCrack({ canvas, view, rng }: Scene): void {
  const heading = rng.between(0, 2 * Math.PI);
  const length = rng.between(0.45, 0.95);
  const half = rng.between(0.004, 0.007);
  const start = {
    x: rng.between(-0.2, 0.2) - (length / 2) * Math.cos(heading),
    y: rng.between(-0.15, 0.15) - (length / 2) * Math.sin(heading),
  };
  const trunk = walk(rng, start, { heading, length, half });
  const branches = Array.from({ length: rng.whole(1, 4) }, () => {
    const root = trunk[rng.whole(2, trunk.length - 3)] ?? start;
    return walk(rng, root, {
      heading: heading + rng.sign() * rng.between(0.5, 1.1),
      length: length * rng.between(0.2, 0.45),
      half: half * 0.7,
    });
  });
  const depth = rng.between(0.6, 0.9);
  const paths = [trunk, ...branches].map((path) =>
    path.map(({ x, y, half }) => ({ ...view.toPicture(x, y), half: half * view.zoom })),
  );
  stroke(canvas, paths, (light) => light * (1 - depth));
}

/** A walk of short straight steps that keeps to its heading on the whole, on the surface. */
function walk(rng: Rng, from: Point, way: { heading: number; length: number; half: number }): Path {
  const path: Path = [{ ...from, half: way.half }];
  let at = from;
  for (let gone = 0; gone < way.length;) {
    const step = rng.between(0.02, 0.05);
    const turn = way.heading + 0.65 * rng.normal();
    at = { x: at.x + step * Math.cos(turn), y: at.y + step * Math.sin(turn) };
    gone += step;
    const left = Math.max(1 - gone / way.length, 0);
    path.push({ ...at, half: way.half * (0.3 + 0.7 * left) });
  }
  return path;
}
