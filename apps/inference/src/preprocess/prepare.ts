import type { Manifest } from '@easel/models';
import { framerFor } from './frame.js';
import { plain, type Step } from './pass.js';
import { Press } from './press.js';
import { channelOrders, layouts, normalise, surround } from './steps.js';

/** What happens to a resized picture before it is the model's input, in order: all of it in one pass. */
const steps = ({ input, preprocess }: Manifest): Step[] => {
  const channels = input.channels === 'GREY' ? 1 : 3;
  const each = (value: number | number[]): number[] =>
    Array.isArray(value) ? value : Array<number>(channels).fill(value);
  const { resize, scale, mean, std } = preprocess;
  return [
    channelOrders[input.channels],
    ...(resize.mode === 'contain' ? [surround(each(resize.fill))] : []),
    normalise(scale, each(mean), each(std)),
    layouts[input.layout],
  ];
};

/** Resolves a manifest's preprocessing, once, when a release loads. */
export const planFor = (manifest: Manifest): Press =>
  new Press(
    steps(manifest).reduce((pass, step) => step(pass), plain(manifest.input)),
    framerFor(manifest.preprocess.resize, manifest.input),
  );
