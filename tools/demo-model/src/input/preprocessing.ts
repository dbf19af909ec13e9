import type { Picture } from '../drawing/draw.js';
import { shrink } from './shrink.js';

/** The network's input: grey, pixels. The manifest says the same to the server. */
export const inputSize = { width: 128, height: 96 };
export const inputLength = inputSize.width * inputSize.height;

/** A grey level v of 0 to 255 reaches the network as (v * scale - mean) / std. */
export const levels = { scale: 1 / 255, mean: 0.5, std: 0.25 };

/** A picture of any size at the network's, still in grey levels. */
export const fit = (picture: Picture): Uint8Array => shrink(picture, inputSize);

/** A grey level as the network takes it. */
export const normalize = (level: number): number =>
  (level * levels.scale - levels.mean) / levels.std;
