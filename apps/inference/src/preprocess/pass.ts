import type { Size } from '../pictures/picture.js';

/** Everything that happens to a picture's pixels on their way to a tensor of `Size`: what the steps make together. */
export interface Pass extends Size {
  /** Which of the tensor's channels red, green and blue become. */
  order: readonly [number, number, number];
  /** The three become one. */
  grey: boolean;
  /** The tensor is [height, width, channels], not [channels, height, width]. */
  interleaved: boolean;
  /** For each channel of the tensor: a level v in 0..255 becomes v * slope + offset. */
  slope: readonly number[];
  offset: readonly number[];
  /** For each channel: the level where the picture does not reach. */
  fill: readonly number[];
}

/** One thing that happens, written into the pass. */
export type Step = (pass: Pass) => Pass;

/** Nothing happens but resizing: RGB levels in planes. */
export const plain = ({ width, height }: Size): Pass => ({
  width,
  height,
  order: [0, 1, 2],
  grey: false,
  interleaved: false,
  slope: [1, 1, 1],
  offset: [0, 0, 0],
  fill: [0, 0, 0],
});
