import type { Manifest } from '@easel/models';
import type { Step } from './pass.js';

/** What the model wants, out of RGB. */
export const channelOrders: Record<Manifest['input']['channels'], Step> = {
  RGB: (pass) => pass,
  BGR: (pass) => ({ ...pass, order: [2, 1, 0] }),
  /** Pillow's L. */
  GREY: (pass) => ({ ...pass, grey: true, slope: [1], offset: [0], fill: [0] }),
};

/** A picture that does not fill the input is centred on one colour, one level per channel. */
export const surround =
  (fill: readonly number[]): Step =>
  (pass) => ({ ...pass, fill });

/** v becomes (v * scale - mean) / std, one mean and std per channel. */
export const normalise =
  (scale: number, mean: readonly number[], std: readonly number[]): Step =>
  (pass) => ({
    ...pass,
    slope: std.map((spread) => scale / spread),
    offset: std.map((spread, channel) => -(mean[channel] ?? 0) / spread),
  });

/** How the tensor is laid out: [channels, height, width] or [height, width, channels]. */
export const layouts: Record<Manifest['input']['layout'], Step> = {
  NCHW: (pass) => pass,
  NHWC: (pass) => ({ ...pass, interleaved: true }),
};
