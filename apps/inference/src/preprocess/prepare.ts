import type { Manifest } from '@easel/models';
import type { Picture } from '../pictures/picture.js';
import { framerFor } from './frame.js';
import type { Step } from './raster.js';
import { resample } from './resample.js';
import { channelOrders, layouts, normalise, surround } from './steps.js';

/** What happens to a resized picture before it is the model's input, in order. */
const steps = ({ input, preprocess }: Manifest): Step[] => {
  const channels = input.channels === 'GREY' ? 1 : 3;
  const each = (value: number | number[]): number[] =>
    Array.isArray(value) ? value : Array<number>(channels).fill(value);
  const { resize, scale, mean, std } = preprocess;
  return [
    channelOrders[input.channels],
    ...(resize.mode === 'contain' ? [surround(input.width, input.height, each(resize.fill))] : []),
    normalise(scale, each(mean), each(std)),
  ];
};

/**
 * Resolves a manifest's preprocessing, once, when a release loads.
 * @returns what makes the model's input of a picture: float32 [channels, height, width] or [height, width, channels],
 *   as the manifest's layout says, for one picture, whatever the tensor's type.
 */
export function planFor(manifest: Manifest): (picture: Picture) => Float32Array {
  const { input, preprocess } = manifest;
  const frame = framerFor(preprocess.resize, input);
  const pipeline = steps(manifest);
  const layOut = layouts[input.layout];
  return (picture) =>
    layOut(pipeline.reduce((raster, step) => step(raster), resample(picture, frame(picture))));
}
