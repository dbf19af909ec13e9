import * as tf from '@tensorflow/tfjs-core';
import { inputSize } from '../input/preprocessing.js';
import { labels } from '../labels.js';
import { convolutions, layout } from './weights.js';

/** Pictures and what should be answered to them. */
export interface Batch {
  /** [batch, height, width], normalized. */
  pictures: Float32Array;
  /** [batch, labels], each row a distribution. */
  targets: Float32Array;
  /** What one picture counts in loss and gradient: 1 / pictures in the whole step, of all workers. */
  share: number;
}

/**
 * The scores of pictures [batch, height, width], normalized: [batch, labels], each row's sum 1.
 * The backend must have been started.
 */
export const classify = (weights: Float32Array, pictures: Float32Array): Float32Array =>
  scoped(() => read(tf.softmax(forward(unpack(weights), pictures).logits)));

/**
 * Cross entropy of a batch and its derivative, in the layout of `weights`. Written out layer by
 * layer, since the published tfjs-core holds no gradients that Node can load.
 */
export function lossAndGradient(
  weights: Float32Array,
  { pictures, targets, share }: Batch,
): { loss: number; gradient: Float32Array } {
  return scoped(() => {
    const network = unpack(weights);
    const pass = forward(network, pictures);
    const target = tf.tensor2d(targets, [targets.length / labels.length, labels.length]);
    const [loss = 0] = read(tf.sum(tf.mul(target, tf.logSoftmax(pass.logits))));
    const error = tf.mul<tf.Tensor2D>(tf.sub(tf.softmax(pass.logits), target), share);
    const gradient = new Float32Array(weights.length);
    backward(network, pass, error).forEach((part, index) => {
      gradient.set(read(part), layout[index]?.offset);
    });
    return { loss: -share * loss, gradient };
  });
}

interface Network {
  convolutions: { filter: tf.Tensor4D; bias: tf.Tensor1D; stride: number }[];
  kernel: tf.Tensor2D;
  bias: tf.Tensor1D;
}

/** A convolution at work: what went in and what came out, [batch, height, width, channels]. */
interface Step {
  input: tf.Tensor4D;
  output: tf.Tensor4D;
  filter: tf.Tensor4D;
  stride: number;
}

interface Pass {
  steps: Step[];
  /** The largest value of each channel of the last convolution, [batch, channels]. */
  peaks: tf.Tensor2D;
  /** [batch, labels]. */
  logits: tf.Tensor2D;
}

function unpack(weights: Float32Array): Network {
  const tensors = layout.map(({ offset, size, shape }) =>
    tf.tensor(weights.subarray(offset, offset + size), shape),
  );
  const next = () => tensors.shift() as unknown;
  return {
    convolutions: convolutions.map(({ stride }) => ({
      filter: next() as tf.Tensor4D,
      bias: next() as tf.Tensor1D,
      stride,
    })),
    kernel: next() as tf.Tensor2D,
    bias: next() as tf.Tensor1D,
  };
}

function forward(network: Network, pictures: Float32Array): Pass {
  const { width, height } = inputSize;
  const count = pictures.length / (width * height);
  let output = tf.tensor4d(pictures, [count, height, width, 1]);
  const steps = network.convolutions.map(({ filter, bias, stride }): Step => {
    const input = output;
    const settings = { strides: stride, pad: 'same', activation: 'relu' } as const;
    output = tf.fused.conv2d({ x: input, filter, bias, ...settings });
    return { input, output, filter, stride };
  });
  const peaks = tf.max<tf.Tensor2D>(output, [1, 2]);
  const logits = tf.add<tf.Tensor2D>(tf.matMul(peaks, network.kernel), network.bias);
  return { steps, peaks, logits };
}

/** The derivatives of all weights, in the order of the layout, from that of the logits. */
function backward({ kernel }: Network, pass: Pass, error: tf.Tensor2D): tf.Tensor[] {
  const { steps, peaks } = pass;
  const parts: tf.Tensor[] = [tf.matMul(peaks, error, true), tf.sum(error, 0)];
  let change = ontoPeaks(pass, tf.matMul(error, kernel, false, true));
  for (const step of steps.toReversed()) {
    const dy = tf.mul<tf.Tensor4D>(change, tf.step(step.output)); // what ReLU cut off has no slope
    parts.unshift(filterGradient(step, dy), tf.sum(dy, [0, 1, 2]));
    if (step !== steps[0]) change = inputGradient(step, dy);
  }
  return parts;
}

/** Sends the derivative of each channel's largest value to the place where it was found. */
function ontoPeaks({ steps, peaks }: Pass, change: tf.Tensor2D): tf.Tensor4D {
  const top = steps.at(-1)?.output ?? peaks;
  const spread = (values: tf.Tensor2D) => tf.expandDims(tf.expandDims(values, 1), 1);
  return tf.mul(tf.cast(tf.equal(top, spread(peaks)), 'float32'), spread(change));
}

const filterGradient = ({ input, filter, stride }: Step, dy: tf.Tensor4D): tf.Tensor =>
  tf
    .engine()
    .runKernel(
      tf.Conv2DBackpropFilter,
      { x: input, dy },
      { strides: stride, pad: 'same', dataFormat: 'NHWC', filterShape: filter.shape },
    );

const inputGradient = ({ input, filter, stride }: Step, dy: tf.Tensor4D): tf.Tensor4D =>
  tf
    .engine()
    .runKernel(
      tf.Conv2DBackpropInput,
      { dy, filter },
      { strides: stride, pad: 'same', dataFormat: 'NHWC', inputShape: input.shape },
    );

const read = (tensor: tf.Tensor): Float32Array => tensor.dataSync<'float32'>();

/** Frees what `compute` allocated. tf.tidy does too, but looks for tensors in every number returned. */
function scoped<T>(compute: () => T): T {
  tf.engine().startScope();
  try {
    return compute();
  } finally {
    tf.engine().endScope();
  }
}
