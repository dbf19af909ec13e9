/* eslint-disable @typescript-eslint/no-non-null-assertion -- loops over pixels: each index is in range by construction */
import type { Manifest } from '@easel/models';
import { pythonRound } from './python-round.js';
import type { Raster, Step } from './raster.js';

/** What the model wants, out of RGB. */
export const channelOrders: Record<Manifest['input']['channels'], Step> = {
  RGB: (raster) => raster,
  BGR: (raster) => {
    const { data } = raster;
    for (let at = 0; at < data.length; at += 3) {
      const red = data[at]!;
      data[at] = data[at + 2]!;
      data[at + 2] = red;
    }
    return raster;
  },
  /** Pillow's L: ITU-R 601 luma in 16-bit fixed point. */
  GREY: ({ width, height, data }) => {
    const grey = new Float32Array(width * height);
    for (let to = 0, from = 0; to < grey.length; to += 1, from += 3)
      grey[to] =
        (data[from]! * 19595 + data[from + 1]! * 38470 + data[from + 2]! * 7471 + 0x8000) >> 16;
    return { width, height, channels: 1, data: grey };
  },
};

/** Centres a raster on a larger one of one colour, one value per channel. */
export const surround = (width: number, height: number, fill: readonly number[]): Step => {
  return (raster) => {
    if (raster.width === width && raster.height === height) return raster;
    const { channels } = raster;
    const data = new Float32Array(width * height * channels);
    for (let at = 0; at < data.length; at += 1) data[at] = fill[at % channels]!;
    const left = pythonRound((width - raster.width) / 2);
    const top = pythonRound((height - raster.height) / 2);
    const row = raster.width * channels;
    for (let y = 0; y < raster.height; y += 1)
      data.set(raster.data.subarray(y * row, (y + 1) * row), ((top + y) * width + left) * channels);
    return { width, height, channels, data };
  };
};

/** v becomes (v * scale - mean) / std, one mean and std per channel. */
export const normalise = (scale: number, mean: readonly number[], std: readonly number[]): Step => {
  return (raster) => {
    const { channels, data } = raster;
    for (let channel = 0; channel < channels; channel += 1) {
      const offset = mean[channel]!;
      const spread = std[channel]!;
      for (let at = channel; at < data.length; at += channels)
        data[at] = (data[at]! * scale - offset) / spread;
    }
    return raster;
  };
};

/** How the tensor is laid out: [channels, height, width] or [height, width, channels]. */
export const layouts: Record<Manifest['input']['layout'], (raster: Raster) => Float32Array> = {
  NHWC: ({ data }) => data,
  NCHW: ({ width, height, channels, data }) => {
    if (channels === 1) return data;
    const planes = new Float32Array(data.length);
    const size = width * height;
    for (let channel = 0; channel < channels; channel += 1)
      for (let to = channel * size, from = channel; from < data.length; to += 1, from += channels)
        planes[to] = data[from]!;
    return planes;
  },
};
