import { Rng } from '../drawing/rng.js';
import { labels } from '../labels.js';

/**
 * 3x3 convolutions with 'same' padding, bias and ReLU, from the input on; then the largest value of
 * each channel over the picture; then a dense layer to one logit a label.
 */
export const convolutions = [
  { inputs: 1, outputs: 16, stride: 2 },
  { inputs: 16, outputs: 32, stride: 2 },
  { inputs: 32, outputs: 64, stride: 2 },
  { inputs: 64, outputs: 96, stride: 2 },
  { inputs: 96, outputs: 64, stride: 1 },
] as const;
const features = convolutions[4].outputs;

/** One tensor of the network's weights. Convolution filters are [height, width, in, out]. */
export interface Weight {
  name: string;
  shape: number[];
  /** Where it begins in the flat list of all weights. */
  offset: number;
  size: number;
  /** How many inputs one output sums; 0 for a bias. */
  fanIn: number;
}

const shapes = [
  ...convolutions.flatMap(({ inputs, outputs }, index) => [
    { name: `conv${index + 1}.filter`, shape: [3, 3, inputs, outputs], fanIn: 9 * inputs },
    { name: `conv${index + 1}.bias`, shape: [outputs], fanIn: 0 },
  ]),
  { name: 'dense.kernel', shape: [features, labels.length], fanIn: features },
  { name: 'dense.bias', shape: [labels.length], fanIn: 0 },
];

/** Every weight, in the order in which the flat list holds them. */
export const layout: Weight[] = [];
for (const { name, shape, fanIn } of shapes) {
  const last = layout.at(-1);
  const offset = last ? last.offset + last.size : 0;
  layout.push({
    name,
    shape,
    offset,
    size: shape.reduce((product, side) => product * side, 1),
    fanIn,
  });
}
export const weightCount = layout.reduce((sum, { size }) => sum + size, 0);

/** He-normal filters, biases of 0. */
export function initialWeights(seed: number): Float32Array {
  const rng = new Rng(seed, 'weights');
  const weights = new Float32Array(weightCount);
  for (const { offset, size, fanIn } of layout)
    if (fanIn > 0)
      for (let at = offset; at < offset + size; at += 1)
        weights[at] = rng.normal() * Math.sqrt(2 / fanIn);
  return weights;
}
