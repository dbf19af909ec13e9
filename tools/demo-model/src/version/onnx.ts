import { inputSize } from '../input/preprocessing.js';
import { labels } from '../labels.js';
import { convolutions, layout, weightCount, type Weight } from '../training/weights.js';
import {
  attributes,
  decodeModel,
  elementType,
  encodeModel,
  type Tensor,
  type Value,
} from './onnx-schema.js';

/**
 * The network as an ONNX file: opset 13, input `image` [N, 1, height, width] float32, output
 * `scores` [N, labels] float32, probabilities.
 * @param weights in the order of `layout`.
 */
export function toOnnx(weights: Float32Array): Uint8Array {
  return encodeModel({
    ir_version: 8,
    producer_name: 'easel demo-model',
    opset_import: [{ domain: '', version: 13 }],
    graph: {
      name: 'surface-defects',
      node: layers.map(node),
      initializer: layout.map((weight) => initializer(weight, weights)),
      input: [value('image', [1, inputSize.height, inputSize.width])],
      output: [value('scores', [labels.length])],
    },
  });
}

/**
 * The weights of a file that `toOnnx` wrote.
 * @throws Error when it is another network's.
 */
export function fromOnnx(bytes: Uint8Array): Float32Array {
  const { graph } = decodeModel(bytes);
  const weights = new Float32Array(weightCount);
  for (const weight of layout) {
    const tensor = graph.initializer.find(({ name }) => name === weight.name);
    if (tensor?.raw_data.length !== weight.size * Float32Array.BYTES_PER_ELEMENT)
      throw new Error(`holds no ${weight.name} of ${weight.size} values: not a demo model`);
    const values = new Float32Array(new Uint8Array(tensor.raw_data).buffer);
    onnxOrder(weight).forEach((from, to) => {
      weights[weight.offset + from] = values[to] ?? 0;
    });
  }
  return weights;
}

interface Layer {
  op: string;
  weights?: string[];
  settings?: Record<string, number | number[]>;
}

const layers: Layer[] = [
  ...convolutions.flatMap(({ stride }, index): Layer[] => [
    {
      op: 'Conv',
      weights: [`conv${index + 1}.filter`, `conv${index + 1}.bias`],
      settings: {
        kernel_shape: [3, 3],
        strides: [stride, stride],
        // What tensorflow's 'same' does to even sides: with stride 2 it pads bottom and right alone.
        pads: stride === 2 ? [0, 0, 1, 1] : [1, 1, 1, 1],
      },
    },
    { op: 'Relu' },
  ]),
  { op: 'GlobalMaxPool' },
  { op: 'Flatten' },
  { op: 'Gemm', weights: ['dense.kernel', 'dense.bias'] },
  { op: 'Softmax', settings: { axis: 1 } },
];

const node = ({ op, weights = [], settings = {} }: Layer, index: number) => ({
  name: `${op}-${index + 1}`,
  op_type: op,
  input: [index === 0 ? 'image' : `layer${index}`, ...weights],
  output: [index === layers.length - 1 ? 'scores' : `layer${index + 1}`],
  attribute: attributes(settings),
});

/** An input or output of any batch size. */
const value = (name: string, sides: number[]): Value => ({
  name,
  type: {
    tensor_type: {
      elem_type: elementType.float,
      shape: { dim: [{ dim_param: 'N' }, ...sides.map((side) => ({ dim_value: side }))] },
    },
  },
});

function initializer(weight: Weight, weights: Float32Array): Tensor {
  const values = Float32Array.from(onnxOrder(weight), (from) => weights[weight.offset + from] ?? 0);
  return {
    name: weight.name,
    dims:
      weight.shape.length === 4
        ? [3, 2, 0, 1].map((side) => weight.shape[side] ?? 0)
        : weight.shape,
    data_type: elementType.float,
    raw_data: new Uint8Array(values.buffer),
  };
}

/** For each value of the ONNX tensor its place in ours: filters go from HWIO to OIHW, the rest stays. */
function onnxOrder({ shape, size }: Weight): number[] {
  const places = Array.from({ length: size }, (_, place) => place);
  if (shape.length !== 4) return places;
  const [height = 1, width = 1, inputs = 1, outputs = 1] = shape;
  const area = height * width;
  return places.map((place) => {
    const tap = place % area;
    const input = Math.floor(place / area) % inputs;
    const output = Math.floor(place / (area * inputs));
    return (tap * inputs + input) * outputs + output;
  });
}
