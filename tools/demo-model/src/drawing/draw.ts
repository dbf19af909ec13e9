import type { Label } from '../labels.js';
import { Canvas, type Size } from './canvas.js';
import { drawCrack } from './crack.js';
import { drawDent } from './dent.js';
import { drawHole } from './hole.js';
import { Rng } from './rng.js';
import type { Scene } from './scene.js';
import { drawScratch } from './scratch.js';
import { drawStain } from './stain.js';
import { drawSurface } from './surface.js';
import { lookAt } from './view.js';

/** A grey picture, one byte a pixel, row by row from the top left. */
export interface Picture extends Size {
  data: Uint8Array;
}

const defects: Record<Label, (scene: Scene) => void> = {
  intact: () => undefined,
  scratch: drawScratch,
  dent: drawDent,
  stain: drawStain,
  crack: drawCrack,
  hole: drawHole,
};

/**
 * Draws a metal surface with the defect that `label` names. The same label, seed and size give the
 * same bytes; another size shows the same scene; another label puts its defect on the same surface.
 */
export function draw(label: Label, seed: number, size: Size): Picture {
  const chance = new Rng(seed, 'scene');
  const scene: Scene = {
    canvas: new Canvas(size),
    view: lookAt(chance),
    sun: chance.between(0, 2 * Math.PI),
    grain: chance.between(0, Math.PI),
    rng: chance.on('surface'),
  };
  drawSurface(scene);
  defects[label]({ ...scene, rng: chance.on(label) });
  return expose(scene.canvas, chance.on('camera'));
}

/** What the sensor makes of the light: exposure, contrast and noise. */
function expose({ light, size }: Canvas, rng: Rng): Picture {
  const gain = rng.between(0.85, 1.15);
  const curve = rng.between(-0.3, 0.3);
  const noise = rng.between(0.004, 0.03);
  const data = new Uint8Array(light.length);
  for (let at = 0; at < data.length; at += 1) {
    const exposed = Math.min(Math.max(gain * (light[at] ?? 0), 0), 1);
    const seen = exposed + curve * exposed * (1 - exposed) + noise * rng.normal();
    data[at] = Math.round(255 * Math.min(Math.max(seen, 0), 1));
  }
  return { ...size, data };
}
