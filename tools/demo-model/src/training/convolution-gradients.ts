import {
  backend_util,
  BatchMatMul,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  getKernel,
  registerKernel,
  Transpose,
  unregisterKernel,
  type Conv2DBackpropFilterAttrs,
  type Conv2DBackpropInputAttrs,
  type KernelFunc,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { gatherPatches, scatterPatches, type Convolution } from './patches.js';

/**
 * Teaches the wasm backend the two gradients of a convolution: it has none for the filter, and
 * one for the input that is too slow to train with. Both become matrix products, which it is good at.
 * The backend must have been started.
 */
export function registerConvolutionGradients(): void {
  unregisterKernel(Conv2DBackpropInput, 'wasm');
  registerKernel({
    kernelName: Conv2DBackpropInput,
    backendName: 'wasm',
    kernelFunc: inputGradient as unknown as KernelFunc,
  });
  registerKernel({
    kernelName: Conv2DBackpropFilter,
    backendName: 'wasm',
    kernelFunc: filterGradient as unknown as KernelFunc,
  });
}

interface Call<Inputs extends string, Attributes> {
  inputs: Record<Inputs, TensorInfo>;
  attrs: Attributes;
  backend: BackendWasm;
}

/** dW [taps, out] = patches(x) [taps, pixels] · dy [pixels, out]. */
function filterGradient({ inputs, attrs, backend }: Call<'x' | 'dy', Conv2DBackpropFilterAttrs>) {
  const { x, dy } = inputs;
  const conv = convolution(x.shape, attrs.filterShape, attrs);
  const { pixels, taps } = extent(conv);
  const planes = transpose(backend, x, [3, 0, 1, 2]);
  const patches = backend.makeOutput([taps, pixels], 'float32');
  gatherPatches(conv, onHeap(backend, planes), onHeap(backend, patches));
  const gradient = multiply(backend, patches, { ...dy, shape: [pixels, conv.outChannels] });
  for (const spent of [planes, patches]) backend.disposeData(spent.dataId);
  return { ...gradient, shape: attrs.filterShape };
}

/** patches(dx) [pixels, taps] = dy [pixels, out] · Wᵀ [out, taps]. */
function inputGradient({
  inputs,
  attrs,
  backend,
}: Call<'dy' | 'filter', Conv2DBackpropInputAttrs>) {
  const { dy, filter } = inputs;
  const conv = convolution(attrs.inputShape, filter.shape, attrs);
  const { pixels, taps } = extent(conv);
  const flipped = transpose(backend, { ...filter, shape: [taps, conv.outChannels] }, [1, 0]);
  const patches = multiply(backend, { ...dy, shape: [pixels, conv.outChannels] }, flipped);
  const dx = backend.makeOutput(attrs.inputShape, 'float32');
  scatterPatches(conv, onHeap(backend, patches), onHeap(backend, dx));
  for (const spent of [flipped, patches]) backend.disposeData(spent.dataId);
  return dx;
}

function convolution(
  inputShape: number[],
  filterShape: number[],
  { strides, pad, dimRoundingMode }: Conv2DBackpropFilterAttrs | Conv2DBackpropInputAttrs,
): Convolution {
  return backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

const extent = (conv: Convolution) => ({
  pixels: conv.batchSize * conv.outHeight * conv.outWidth,
  taps: conv.filterHeight * conv.filterWidth * conv.inChannels,
});

/** A view of a tensor's memory. Valid until the next allocation: a heap that grows leaves it behind. */
const onHeap = (backend: BackendWasm, tensor: TensorInfo) =>
  backend.typedArrayFromHeap(tensor) as Float32Array;

/** a [m, k] · b [k, n]. The backend is fast only where neither side is to be transposed on the way. */
const multiply = (backend: BackendWasm, a: TensorInfo, b: TensorInfo) =>
  getKernel(BatchMatMul, 'wasm').kernelFunc({
    inputs: { a, b },
    backend,
    attrs: { transposeA: false, transposeB: false },
  }) as TensorInfo;

const transpose = (backend: BackendWasm, x: TensorInfo, perm: number[]) =>
  getKernel(Transpose, 'wasm').kernelFunc({
    inputs: { x },
    backend,
    attrs: { perm },
  }) as TensorInfo;
