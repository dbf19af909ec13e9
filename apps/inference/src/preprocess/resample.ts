/* eslint-disable @typescript-eslint/no-non-null-assertion -- loops over pixels: each index is in range by construction */
import type { Picture } from '../pictures/picture.js';
import type { Frame } from './frame.js';
import type { Raster } from './raster.js';

/** Bits behind the point of a weight. A weight times 255, summed to 1, stays within 32 bits: as in Pillow. */
const PRECISION = 22;
const HALF = 1 << (PRECISION - 1);

/** For each output pixel along one axis: the first input pixel it looks at, and the weights from there on. */
interface Taps {
  /** [outputs] index of the first input pixel. */
  first: Int32Array;
  /** [outputs] how many input pixels. */
  count: Int32Array;
  /** [outputs, stride] weights with PRECISION bits behind the point, summing to 1. */
  weights: Int32Array;
  stride: number;
}

interface Axis {
  /** Pixels of the input. */
  length: number;
  /** The part that is scaled, and to how many pixels. */
  from: number;
  extent: number;
  scaled: number;
  /** The outputs wanted. */
  start: number;
  outputs: number;
}

/** The triangle filter, widened by the ratio when shrinking so that every input pixel counts: Pillow's BILINEAR. */
function tapsFor({ length, from, extent, scaled, start, outputs }: Axis): Taps {
  // Pillow holds the edges of the part in single precision, and weights tell.
  const edge = Math.fround(from);
  const ratio = Math.fround(Math.fround(from + extent) - edge) / scaled;
  const support = Math.max(ratio, 1);
  const stride = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(outputs);
  const count = new Int32Array(outputs);
  const weights = new Int32Array(outputs * stride);
  const raw = new Float64Array(stride);
  for (let i = 0; i < outputs; i += 1) {
    const centre = edge + (start + i + 0.5) * ratio;
    const low = Math.max(0, Math.trunc(centre - support + 0.5));
    const high = Math.min(length, Math.trunc(centre + support + 0.5));
    let sum = 0;
    for (let k = 0; k < high - low; k += 1) {
      const weight = Math.max(0, 1 - Math.abs((low + k - centre + 0.5) / support));
      raw[k] = weight;
      sum += weight;
    }
    for (let k = 0; k < high - low; k += 1)
      weights[i * stride + k] = Math.trunc(0.5 + (raw[k]! / sum) * (1 << PRECISION));
    first[i] = low;
    count[i] = high - low;
  }
  return { first, count, weights, stride };
}

/**
 * Scales a part of a picture with Pillow's antialiased bilinear filter, bit for bit (before Pillow 13): 8-bit fixed
 * point, horizontally, then vertically. Only the rows and columns that are kept are computed.
 */
export function resample(picture: Picture, { source, scaled, kept }: Frame): Raster {
  const columns = tapsFor({
    length: picture.width,
    from: source.x,
    extent: source.width,
    scaled: scaled.width,
    start: kept.x,
    outputs: kept.width,
  });
  const rows = tapsFor({
    length: picture.height,
    from: source.y,
    extent: source.height,
    scaled: scaled.height,
    start: kept.y,
    outputs: kept.height,
  });
  const top = rows.first[0]!;
  const bottom = rows.first[kept.height - 1]! + rows.count[kept.height - 1]!;
  const narrowed = narrow(picture, columns, { top, bottom });
  return {
    width: kept.width,
    height: kept.height,
    channels: 3,
    data: shorten(narrowed, rows, top),
  };
}

// No result needs clamping: a triangle's weights are never negative, and their rounding is far below half a level.

/** Pixels of one row after the other, each scaled to the columns wanted: [bottom - top, outputs, 3]. */
function narrow(
  { width, data }: Picture,
  { first, count, weights, stride }: Taps,
  { top, bottom }: { top: number; bottom: number },
): Uint8Array {
  const outputs = first.length;
  const narrowed = new Uint8Array((bottom - top) * outputs * 3);
  let to = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let i = 0; i < outputs; i += 1) {
      let from = 3 * (y * width + first[i]!);
      const end = i * stride + count[i]!;
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      for (let k = i * stride; k < end; k += 1) {
        const weight = weights[k]!;
        red += data[from]! * weight;
        green += data[from + 1]! * weight;
        blue += data[from + 2]! * weight;
        from += 3;
      }
      narrowed[to] = red >> PRECISION;
      narrowed[to + 1] = green >> PRECISION;
      narrowed[to + 2] = blue >> PRECISION;
      to += 3;
    }
  }
  return narrowed;
}

/** The rows wanted out of narrowed rows, of which the first is row `top`: [outputs, width, 3]. */
function shorten(
  narrowed: Uint8Array,
  { first, count, weights, stride }: Taps,
  top: number,
): Float32Array {
  const outputs = first.length;
  const last = outputs - 1;
  const rowsIn = first[last]! + count[last]! - top;
  const rowLength = narrowed.length / rowsIn;
  const data = new Float32Array(outputs * rowLength);
  const sums = new Int32Array(rowLength);
  for (let i = 0; i < outputs; i += 1) {
    sums.fill(HALF);
    let from = (first[i]! - top) * rowLength;
    for (let k = 0; k < count[i]!; k += 1) {
      const weight = weights[i * stride + k]!;
      for (let x = 0; x < rowLength; x += 1, from += 1)
        sums[x] = sums[x]! + narrowed[from]! * weight;
    }
    for (let x = 0, to = i * rowLength; x < rowLength; x += 1, to += 1)
      data[to] = sums[x]! >> PRECISION;
  }
  return data;
}
