/* eslint-disable @typescript-eslint/no-non-null-assertion -- loops over pixels: each index is in range by construction */

/** One axis of a picture, and what is wanted of it. */
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

/** For each output pixel along one axis: the first input pixel it looks at, and the weights from there on. */
export interface Taps {
  /** [outputs] index of the first input pixel. */
  first: Int32Array;
  /** [outputs] how many input pixels. */
  count: Int32Array;
  /** [outputs, stride] weights with PRECISION bits behind the point, summing to 1. */
  weights: Int32Array;
  stride: number;
}

/** Bits behind the point of a weight. A weight times 255, summed to 1, stays within 32 bits: as in Pillow. */
const PRECISION = 22;
/** The kernel multiplies 16 bits at a time: a weight goes to it as its low bits and the rest. */
const LOW = 11;

/** The triangle filter, widened by the ratio when shrinking so that every input pixel counts: Pillow's BILINEAR. */
export function tapsFor({ length, from, extent, scaled, start, outputs }: Axis): Taps {
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
 * Taps as the kernel reads them, in pairs: for each output where its first input begins, how many pairs there are, and
 * for each pair the low bits of both weights, then the high bits of both.
 * @param place where an input is, in bytes
 */
export function packed(taps: Taps, place: (input: number) => number): Uint8Array {
  const { first, count, weights, stride } = taps;
  const pairs = count.map((taps) => Math.ceil(taps / 2));
  const bytes = new Uint8Array(pairs.reduce((sum, pairs) => sum + 8 + 8 * pairs, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (let i = 0; i < first.length; i += 1) {
    view.setUint32(at, place(first[i]!), true);
    view.setInt32(at + 4, pairs[i]!, true);
    at += 8;
    for (let k = 0; k < 2 * pairs[i]!; k += 2, at += 8)
      for (let j = 0; j < 2; j += 1) {
        const weight = k + j < count[i]! ? weights[i * stride + k + j]! : 0;
        view.setInt16(at + 2 * j, weight & ((1 << LOW) - 1), true);
        view.setInt16(at + 4 + 2 * j, weight >> LOW, true);
      }
  }
  return bytes;
}
