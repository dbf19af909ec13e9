/**
 * From pixels to a tensor in one pass: Pillow's antialiased bilinear resize to the bit, channel order, scale and layout.
 * AssemblyScript: `npm run gen` compiles it to src/gen/kernel.ts. The caller lays out memory and vouches for every
 * address; src/preprocess/press.ts is that caller.
 *
 * A weight has 22 bits behind the point, and 16-bit multiplication is what SIMD is good at: it comes as its low 11 bits
 * and the bits above, each in an i16, and the two sums are put together at the end. That loses nothing.
 */

const PRECISION: i32 = 22;
const LOW: i32 = 11;
const HALF: i32 = 1 << (PRECISION - 1);

/** What is to be done, laid out by the caller. Sizes in elements, addresses and strides in bytes. */
@unmanaged
class Job {
  /** RGB, interleaved: the first row that is needed. Up to 16 bytes behind the last pixel are read. */
  picture: usize;
  /** To the next row; negative where that lies before. */
  pictureStride: i32;
  pictureRows: i32;
  /** For each column: where its first pixel is in a row, how many pairs of taps, then each pair's weights. */
  columns: usize;
  width: i32;
  /**
   * Where the rows go once they are narrow, a byte each: where red, green and blue begin (of BGR, the other way round),
   * and from pixel to pixel.
   */
  red: usize;
  green: usize;
  blue: usize;
  pixelStride: i32;
  narrowStride: i32;
  /** For each row: where its first narrow row is in a plane, how many pairs of taps, then each pair's weights. */
  rows: usize;
  height: i32;
  /** The narrow planes: three of `width`, or one of 3 x `width` where channels stay interleaved. */
  narrow: usize;
  planes: i32;
  planeStride: i32;
  lineLength: i32;
  /** float32: what a level is multiplied by and what is added then, for each place of a line, plane after plane. */
  slopes: usize;
  offsets: usize;
  /** Bytes from one plane's slopes to the next, and the same for its offsets. */
  slopeStride: i32;
  /** float32. */
  tensor: usize;
  tensorStride: i32;
  tensorPlaneStride: i32;
  /** 1: the three planes become one, Pillow's L. */
  grey: i32;
  /** 3 lines of `narrowStride` bytes, and room for 16 floats. */
  scratch: usize;
}

export function resize(job: Job): void {
  narrowRows(job);
  if (job.grey) greyLines(job);
  else
    for (let plane = 0; plane < job.planes; plane++) lines(job, plane);
}

/** Each row scaled to the columns wanted, two rows at a time: a column's weights are loaded once for both. */
function narrowRows(job: Job): void {
  // Two pixels' reds, greens and blues side by side as u16, for multiplying in pairs.
  const first = i8x16(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1);
  const second = i8x16(6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1);
  const columns = job.columns;
  const step = job.pixelStride;
  const end = job.width * step;
  let row = job.picture;
  let red = job.red;
  let green = job.green;
  let blue = job.blue;
  for (let left = job.pictureRows; left > 0; left -= 2) {
    // The last of an odd number is done with itself, so that nothing behind it is read or written.
    const down = left > 1 ? job.pictureStride : 0;
    const next = left > 1 ? job.narrowStride : 0;
    let taps = columns;
    for (let x = 0; x < end; x += step) {
      let from = row + load<u32>(taps);
      let pairs = load<i32>(taps, 4);
      taps += 8;
      let lowUpper = i32x4.splat(HALF);
      let lowLower = i32x4.splat(HALF);
      let highUpper = i32x4.splat(0);
      let highLower = i32x4.splat(0);
      for (; pairs > 1; pairs -= 2) {
        const upper = v128.load(from);
        const lower = v128.load(from + down);
        let low = v128.load32_splat(taps);
        let high = v128.load32_splat(taps, 4);
        let upperPair = i8x16.swizzle(upper, first);
        let lowerPair = i8x16.swizzle(lower, first);
        lowUpper = i32x4.add(lowUpper, i32x4.dot_i16x8_s(upperPair, low));
        lowLower = i32x4.add(lowLower, i32x4.dot_i16x8_s(lowerPair, low));
        highUpper = i32x4.add(highUpper, i32x4.dot_i16x8_s(upperPair, high));
        highLower = i32x4.add(highLower, i32x4.dot_i16x8_s(lowerPair, high));
        low = v128.load32_splat(taps, 8);
        high = v128.load32_splat(taps, 12);
        upperPair = i8x16.swizzle(upper, second);
        lowerPair = i8x16.swizzle(lower, second);
        lowUpper = i32x4.add(lowUpper, i32x4.dot_i16x8_s(upperPair, low));
        lowLower = i32x4.add(lowLower, i32x4.dot_i16x8_s(lowerPair, low));
        highUpper = i32x4.add(highUpper, i32x4.dot_i16x8_s(upperPair, high));
        highLower = i32x4.add(highLower, i32x4.dot_i16x8_s(lowerPair, high));
        from += 12;
        taps += 16;
      }
      if (pairs) {
        const low = v128.load32_splat(taps);
        const high = v128.load32_splat(taps, 4);
        const upper = i8x16.swizzle(v128.load64_zero(from), first);
        const lower = i8x16.swizzle(v128.load64_zero(from + down), first);
        lowUpper = i32x4.add(lowUpper, i32x4.dot_i16x8_s(upper, low));
        lowLower = i32x4.add(lowLower, i32x4.dot_i16x8_s(lower, low));
        highUpper = i32x4.add(highUpper, i32x4.dot_i16x8_s(upper, high));
        highLower = i32x4.add(highLower, i32x4.dot_i16x8_s(lower, high));
        taps += 8;
      }
      const upper = level(lowUpper, highUpper);
      const lower = level(lowLower, highLower);
      v128.store_lane<u8>(red + x, upper, 0);
      v128.store_lane<u8>(green + x, upper, 4);
      v128.store_lane<u8>(blue + x, upper, 8);
      v128.store_lane<u8>(red + x + next, lower, 0);
      v128.store_lane<u8>(green + x + next, lower, 4);
      v128.store_lane<u8>(blue + x + next, lower, 8);
    }
    row += 2 * down;
    red += 2 * next;
    green += 2 * next;
    blue += 2 * next;
  }
}

/** 16 levels of a line, out of the narrow rows from `from` on. */
// @ts-ignore: decorator
@inline
function levels16(from: usize, stride: i32, taps: usize): v128 {
  const zero = i32x4.splat(0);
  let low0 = i32x4.splat(HALF);
  let low1 = low0;
  let low2 = low0;
  let low3 = low0;
  let high0 = zero;
  let high1 = zero;
  let high2 = zero;
  let high3 = zero;
  let pairs = load<i32>(taps, 4);
  taps += 8;
  do {
    const above = v128.load(from);
    const below = v128.load(from + stride);
    const left = i8x16.shuffle(above, below, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const right = i8x16.shuffle(above, below, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const a = i16x8.extend_low_i8x16_u(left);
    const b = i16x8.extend_high_i8x16_u(left);
    const c = i16x8.extend_low_i8x16_u(right);
    const d = i16x8.extend_high_i8x16_u(right);
    const low = v128.load32_splat(taps);
    const high = v128.load32_splat(taps, 4);
    low0 = i32x4.add(low0, i32x4.dot_i16x8_s(a, low));
    low1 = i32x4.add(low1, i32x4.dot_i16x8_s(b, low));
    low2 = i32x4.add(low2, i32x4.dot_i16x8_s(c, low));
    low3 = i32x4.add(low3, i32x4.dot_i16x8_s(d, low));
    high0 = i32x4.add(high0, i32x4.dot_i16x8_s(a, high));
    high1 = i32x4.add(high1, i32x4.dot_i16x8_s(b, high));
    high2 = i32x4.add(high2, i32x4.dot_i16x8_s(c, high));
    high3 = i32x4.add(high3, i32x4.dot_i16x8_s(d, high));
    from += 2 * stride;
    taps += 8;
  } while (--pairs);
  const ab = i16x8.narrow_i32x4_u(level(low0, high0), level(low1, high1));
  const cd = i16x8.narrow_i32x4_u(level(low2, high2), level(low3, high3));
  return i8x16.narrow_i16x8_u(ab, cd);
}

// @ts-ignore: decorator
@inline
function level(low: v128, high: v128): v128 {
  return i32x4.shr_u(i32x4.add(i32x4.shl(high, LOW), low), PRECISION);
}

/** Four levels as they go into the tensor. */
// @ts-ignore: decorator
@inline
function put(levels: v128, factors: usize, to: usize, distance: i32): void {
  const scaled = f32x4.mul(f32x4.convert_i32x4_u(levels), v128.load(factors));
  v128.store(to, f32x4.add(scaled, v128.load(factors + distance)));
}

/** Each line of one plane out of its narrow rows, scaled, into the tensor. */
function lines(job: Job, plane: i32): void {
  const length = job.lineLength;
  const stride = job.narrowStride;
  const narrow = job.narrow + plane * job.planeStride;
  const slopes = job.slopes + plane * job.slopeStride;
  const distance = <i32>(job.offsets - job.slopes);
  let to = job.tensor + plane * job.tensorPlaneStride;
  let taps = job.rows;
  for (let y = job.height; y > 0; y--) {
    const from = narrow + load<u32>(taps);
    for (let x = 0; x < length; x += 16) {
      const levels = levels16(from + x, stride, taps);
      // The last places of a line may be fewer than 16, and what is behind them belongs to others.
      const rest = length - x;
      const target = rest < 16 ? job.scratch : to + (x << 2);
      const factors = slopes + (x << 2);
      const left = i16x8.extend_low_i8x16_u(levels);
      const right = i16x8.extend_high_i8x16_u(levels);
      put(i32x4.extend_low_i16x8_u(left), factors, target, distance);
      put(i32x4.extend_high_i16x8_u(left), factors + 16, target + 16, distance);
      put(i32x4.extend_low_i16x8_u(right), factors + 32, target + 32, distance);
      put(i32x4.extend_high_i16x8_u(right), factors + 48, target + 48, distance);
      if (rest < 16) memory.copy(to + (x << 2), target, rest << 2);
    }
    to += job.tensorStride;
    taps += 8 + (load<i32>(taps, 4) << 3);
  }
}

/** Each line of all three planes, made grey: ITU-R 601 luma in 16-bit fixed point. */
function greyLines(job: Job): void {
  const length = job.lineLength;
  const stride = job.narrowStride;
  const narrow = job.narrow;
  const distance = <i32>(job.offsets - job.slopes);
  const line = job.scratch + 64;
  let to = job.tensor;
  let taps = job.rows;
  for (let y = job.height; y > 0; y--) {
    for (let plane = 0; plane < 3; plane++) {
      const from = narrow + plane * job.planeStride + load<u32>(taps);
      for (let x = 0; x < length; x += 16)
        v128.store(line + plane * stride + x, levels16(from + x, stride, taps));
    }
    for (let x = 0; x < length; x += 4) {
      const red = i32x4.mul(four(line + x), i32x4.splat(19595));
      const green = i32x4.mul(four(line + stride + x), i32x4.splat(38470));
      const blue = i32x4.mul(four(line + 2 * stride + x), i32x4.splat(7471));
      const sum = i32x4.add(i32x4.add(red, green), i32x4.add(blue, i32x4.splat(0x8000)));
      const rest = length - x;
      const target = rest < 4 ? job.scratch : to + (x << 2);
      put(i32x4.shr_u(sum, 16), job.slopes + (x << 2), target, distance);
      if (rest < 4) memory.copy(to + (x << 2), target, rest << 2);
    }
    to += job.tensorStride;
    taps += 8 + (load<i32>(taps, 4) << 3);
  }
}

/** Four bytes as i32. */
// @ts-ignore: decorator
@inline
function four(from: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)));
}
