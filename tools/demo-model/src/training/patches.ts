import type { backend_util } from '@tensorflow/tfjs-core';

/** Sizes, strides and padding of a two-dimensional convolution, NHWC. */
export type Convolution = backend_util.Conv2DInfo;

/**
 * Lays out, for every place in the filter, the input values that it meets: [filterHeight *
 * filterWidth * inChannels, batch * outHeight * outWidth], zeros where it hangs over the edge
 * (im2col). Rows and not columns of a place, so that reading and writing both run straight on.
 * @param planes the input, [inChannels, batch, inHeight, inWidth].
 */
export function gatherPatches(conv: Convolution, planes: Float32Array, patches: Float32Array) {
  const { inChannels, inHeight, inWidth, outWidth, padInfo, strideHeight, strideWidth } = conv;
  let at = 0;
  for (let tapY = 0; tapY < conv.filterHeight; tapY += 1)
    for (let tapX = 0; tapX < conv.filterWidth; tapX += 1)
      for (let plane = 0; plane < inChannels * conv.batchSize; plane += 1)
        for (let outY = 0; outY < conv.outHeight; outY += 1) {
          const y = outY * strideHeight + tapY - padInfo.top;
          const row = (plane * inHeight + y) * inWidth;
          const outside = y < 0 || y >= inHeight;
          for (let outX = 0; outX < outWidth; outX += 1) {
            const x = outX * strideWidth + tapX - padInfo.left;
            patches[at] = outside || x < 0 || x >= inWidth ? 0 : (planes[row + x] ?? 0);
            at += 1;
          }
        }
}

/**
 * Adds values laid out by patch, [batch * outHeight * outWidth, filterHeight * filterWidth *
 * inChannels], onto the input values that they stand for (col2im).
 * @param x [batch, inHeight, inWidth, inChannels]; what it held is lost.
 */
export function scatterPatches(conv: Convolution, patches: Float32Array, x: Float32Array) {
  const { inChannels, inHeight, inWidth, padInfo, strideHeight, strideWidth } = conv;
  x.fill(0);
  let patch = 0;
  for (let image = 0; image < conv.batchSize; image += 1)
    for (let outY = 0; outY < conv.outHeight; outY += 1)
      for (let outX = 0; outX < conv.outWidth; outX += 1)
        for (let tapY = 0; tapY < conv.filterHeight; tapY += 1) {
          const y = outY * strideHeight + tapY - padInfo.top;
          for (let tapX = 0; tapX < conv.filterWidth; tapX += 1, patch += inChannels) {
            const column = outX * strideWidth + tapX - padInfo.left;
            if (y < 0 || y >= inHeight || column < 0 || column >= inWidth) continue;
            const pixel = ((image * inHeight + y) * inWidth + column) * inChannels;
            for (let channel = 0; channel < inChannels; channel += 1)
              x[pixel + channel] = (x[pixel + channel] ?? 0) + (patches[patch + channel] ?? 0);
          }
        }
}
