import type { ManifestInput } from '@easel/models';
import { draw } from '../drawing/draw.js';
import { asFiled, encode, type Format } from '../drawing/picture-file.js';
import { name } from '../judging/name.js';
import type { Label } from '../labels.js';
import { pictureSeed } from '../seeds.js';

/** A picture that the version must answer alike wherever it is loaded, as the manifest lists it. */
export interface Golden {
  bytes: Uint8Array;
  entry: NonNullable<ManifestInput['golden']>[number];
}

/** One of each format that the server decodes. */
const chosen: [Label, Format][] = [
  ['scratch', 'jpg'],
  ['hole', 'png'],
  ['stain', 'bmp'],
];

/** The run of the example seeds that golden pictures come from; examples/pictures uses those below. */
const run = 1000;

/** Other decoders and other processors round a little differently. */
const tolerance = 0.02;

/** Draws the golden pictures and asks the network what it makes of them. The backend must have been started. */
export const goldenPictures = (weights: Float32Array): Promise<Golden[]> =>
  Promise.all(
    chosen.map(async ([label, format], index) => {
      const size = { width: 320, height: 240 };
      const picture = draw(label, pictureSeed('examples', run, index), size);
      const answer = name(weights, await asFiled(picture, format));
      const expect = [{ name: answer.name, score: Number(answer.score.toPrecision(7)) }];
      return {
        bytes: await encode(picture, format),
        entry: { file: `golden/${label}.${format}`, expect, tolerance },
      };
    }),
  );
