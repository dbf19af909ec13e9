import { draw } from '../drawing/draw.js';
import { fit, inputLength } from '../input/preprocessing.js';
import { labels } from '../labels.js';
import { pictureSeed } from '../seeds.js';

/** The size at which training pictures are drawn, before they are shrunk to the network's input. */
const drawn = { width: 256, height: 192 };

/** Labels take turns, so that every label has as many pictures as any other. */
export const labelIndex = (picture: number): number => picture % labels.length;

/** Draws picture `index` of the training run `seed` into its place among all pictures. */
export function drawInto(pictures: Uint8Array, index: number, seed: number): void {
  const label = labels[labelIndex(index)] ?? 'intact';
  const picture = draw(label, pictureSeed('training', seed, index), drawn);
  pictures.set(fit(picture), index * inputLength);
}
