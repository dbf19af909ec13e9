import { valueNoise } from './noise.js';
import type { Rng } from './rng.js';
import type { Scene } from './scene.js';
import { stroke, type Path } from './stroke.js';

/** How much the metal's brightness changes at a place, `along` and `across` the grain. */
type Texture = (along: number, across: number) => number;

/** The ways in which metal is finished. */
const finishes: ((rng: Rng) => Texture)[] = [
  function brushed(rng) {
    const [coarse, fine] = [valueNoise(rng), valueNoise(rng)];
    const depth = rng.between(0.03, 0.1);
    const pitch = rng.between(40, 90);
    return (along, across) =>
      depth * (coarse(along * 1.5, across * pitch * 0.4) + fine(along * 4, across * pitch));
  },
  function rolled(rng) {
    const [bands, mottle] = [valueNoise(rng), valueNoise(rng)];
    const depth = rng.between(0.03, 0.08);
    return (along, across) =>
      depth * (bands(along * 0.6, across * 25) + mottle(along * 18, across * 24));
  },
  function blasted(rng) {
    const [coarse, fine] = [valueNoise(rng), valueNoise(rng)];
    const depth = rng.between(0.04, 0.12);
    const pitch = rng.between(45, 90);
    return (along, across) =>
      depth *
      (fine(along * pitch, across * pitch) +
        0.5 * coarse(along * pitch * 0.4, across * pitch * 0.4));
  },
];

/** Fills the canvas with lit, sound metal. */
export function drawSurface(scene: Scene): void {
  const { canvas, view, rng, grain } = scene;
  const brightness = rng.between(0.32, 0.6);
  const texture = finishes[rng.whole(0, finishes.length - 1)]?.(rng) ?? (() => 0);
  const clouds = valueNoise(rng);
  const cloudiness = rng.between(0.01, 0.05);
  const lit = lighting(scene);
  const cos = Math.cos(grain);
  const sin = Math.sin(grain);
  canvas.fill((_, x, y) => {
    const { x: u, y: v } = view.toSurface(x, y);
    const metal = texture(u * cos + v * sin, v * cos - u * sin) + cloudiness * clouds(u * 3, v * 3);
    return brightness * lit(x, y) * (1 + metal);
  });
  hairlines(scene);
  specks(scene);
}

/** Light that falls off to one side, with a wide soft reflection somewhere. */
function lighting({ rng, sun }: Scene): (x: number, y: number) => number {
  const slope = rng.between(0, 0.35);
  const gleam = rng.between(0, 0.3);
  const at = { x: rng.between(-0.6, 0.6), y: rng.between(-0.5, 0.5) };
  const spread = rng.between(0.4, 0.9);
  return (x, y) => {
    const away = ((x - at.x) ** 2 + (y - at.y) ** 2) / (2 * spread * spread);
    return 1 + slope * (x * Math.cos(sun) + y * Math.sin(sun)) + gleam * Math.exp(-away);
  };
}

/** Faint lines along the grain on every surface, so that a line alone does not make a scratch. */
function hairlines(scene: Scene): void {
  const { canvas, view, rng, grain } = scene;
  for (let left = rng.whole(0, 8); left > 0; left -= 1) {
    const angle = grain + rng.between(-0.06, 0.06);
    const middle = { x: rng.between(-0.6, 0.6), y: rng.between(-0.5, 0.5) };
    const reach = rng.between(0.1, 0.6);
    const half = rng.between(0.001, 0.002);
    const path: Path = [-reach, 0, reach].map((step) => ({
      ...view.toPicture(middle.x + step * Math.cos(angle), middle.y + step * Math.sin(angle)),
      half,
    }));
    const change = 1 + rng.sign() * rng.between(0.06, 0.18);
    stroke(canvas, [path], (light) => light * change);
  }
}

/** Dust. */
function specks({ canvas, view, rng }: Scene): void {
  for (let left = rng.whole(0, 6); left > 0; left -= 1) {
    const at = { x: rng.between(-0.65, 0.65), y: rng.between(-0.5, 0.5) };
    const half = rng.between(0.0015, 0.0035) * view.zoom;
    const change = 1 - rng.between(0.15, 0.4);
    const path = [at, { x: at.x + half, y: at.y }].map((point) => ({ ...point, half }));
    stroke(canvas, [path], (light) => light * change);
  }
}
