import { draw } from '../drawing/draw.js';
import { asFiled } from '../drawing/picture-file.js';
import { labels } from '../labels.js';
import { pictureSeed } from '../seeds.js';
import { Confusion } from './confusion.js';
import { name } from './name.js';

/** The size at which the network is judged: a camera's, not the one it was trained at. */
export const judgedSize = { width: 640, height: 480 };

/**
 * Names `pictures` pictures that no training draws, an equal number of each label, as JPEG files.
 * The backend must have been started.
 * @param run which held-out pictures: two runs share none.
 */
export async function evaluate(
  weights: Float32Array,
  { pictures, run }: { pictures: number; run: number },
): Promise<Confusion> {
  const confusion = new Confusion();
  for (let index = 0; index < pictures; index += 1) {
    const label = labels[index % labels.length] ?? 'intact';
    const picture = draw(label, pictureSeed('heldOut', run, index), judgedSize);
    confusion.add(label, name(weights, await asFiled(picture, 'jpg')).name);
  }
  return confusion;
}
