import { Refusal } from '../refusal.js';
import type { Size } from '../drawing/canvas.js';
import { draw } from '../drawing/draw.js';
import { asFiled, encode, type Format } from '../drawing/picture-file.js';
import type { Label } from '../labels.js';
import { pictureSeed } from '../seeds.js';
import { name } from './name.js';

/** A picture to show. */
export interface Showpiece {
  file: Uint8Array;
  /** The seed that `draw` makes it from. */
  seed: number;
  /** How surely the network names it. */
  score: number;
  /** How many pictures before it the network got wrong. */
  skipped: number;
}

const patience = 50;

/**
 * The first picture of `label` in example run `run` that the network names rightly. Nothing but a
 * wrong name leaves a picture out. The backend must have been started.
 * @throws Refusal when 50 in a row are named wrongly.
 */
export async function showpiece(
  weights: Float32Array,
  label: Label,
  { run, format, size }: { run: number; format: Format; size: Size },
): Promise<Showpiece> {
  for (let skipped = 0; skipped < patience; skipped += 1) {
    const seed = pictureSeed('examples', run, skipped);
    const picture = draw(label, seed, size);
    const answer = name(weights, await asFiled(picture, format));
    if (answer.name === label)
      return { file: await encode(picture, format), seed, score: answer.score, skipped };
  }
  throw new Refusal(
    `the model names none of ${patience} pictures of ${label} rightly: train it longer`,
  );
}
