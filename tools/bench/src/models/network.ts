import { Rng } from '@easel/demo-model';
import {
  attributes,
  elementType,
  encodeModel,
  type Node,
  type Tensor,
  type Value,
} from '@easel/demo-model/onnx';

/** A tensor between two layers: its name in the file, and its channels. */
export interface Flow {
  name: string;
  channels: number;
}

export interface Convolution {
  outputs: number;
  kernel?: number;
  stride?: number;
  /** Every channel by itself, in place of all of them together. */
  depthwise?: boolean;
  /** What becomes of the deviation of its values: 1 keeps it, √2 keeps it where ReLU comes next. */
  gain?: number;
}

/** A network of seeded weights, written as ONNX of opset 13 with any batch size. Batch norms count as folded. */
export class Network {
  readonly picture: Flow = { name: 'picture', channels: 3 };
  readonly #name: string;
  readonly #rng: Rng;
  readonly #nodes: Node[] = [];
  readonly #constants: Tensor[] = [];

  constructor(name: string, seed: number) {
    this.#name = name;
    this.#rng = new Rng(seed, name);
  }

  convolution(from: Flow, { outputs, kernel = 1, stride = 1, ...rest }: Convolution): Flow {
    const { depthwise = false, gain = 1 } = rest;
    const inputs = depthwise ? 1 : from.channels;
    const fanIn = inputs * kernel * kernel;
    const filter = this.#random([outputs, inputs, kernel, kernel], gain / Math.sqrt(fanIn));
    const bias = this.#random([outputs], 0.05);
    const pad = Math.floor(kernel / 2);
    return this.#layer('Conv', [from.name, filter, bias], {
      channels: outputs,
      settings: {
        kernel_shape: [kernel, kernel],
        strides: [stride, stride],
        pads: [pad, pad, pad, pad],
        group: depthwise ? from.channels : 1,
      },
    });
  }

  relu(from: Flow): Flow {
    return this.#layer('Relu', [from.name], { channels: from.channels });
  }

  relu6(from: Flow): Flow {
    const bounds = [this.#floats('zero', [], [0]), this.#floats('six', [], [6])];
    return this.#layer('Clip', [from.name, ...bounds], { channels: from.channels });
  }

  sum(one: Flow, other: Flow): Flow {
    return this.#layer('Add', [one.name, other.name], { channels: one.channels });
  }

  maxPool(from: Flow): Flow {
    return this.#layer('MaxPool', [from.name], {
      channels: from.channels,
      settings: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
    });
  }

  /** The picture's top left pixel alone: next to no work. */
  corner(from: Flow): Flow {
    const bounds = [
      this.#whole('corner.from', [0, 0]),
      this.#whole('corner.to', [1, 1]),
      this.#whole('corner.axes', [2, 3]),
    ];
    return this.#layer('Slice', [from.name, ...bounds], { channels: from.channels });
  }

  averagePool(from: Flow): Flow {
    return this.#layer('GlobalAveragePool', [from.name], { channels: from.channels });
  }

  flatten(from: Flow): Flow {
    return this.#layer('Flatten', [from.name], { channels: from.channels });
  }

  dense(from: Flow, outputs: number): Flow {
    const kernel = this.#random([from.channels, outputs], 1 / Math.sqrt(from.channels));
    const bias = this.#random([outputs], 0.05);
    return this.#layer('Gemm', [from.name, kernel, bias], { channels: outputs });
  }

  /** The file. @param side of the picture that it takes, in pixels. */
  encode(answer: Flow, side: number): Uint8Array {
    return encodeModel({
      ir_version: 8,
      producer_name: 'easel bench',
      opset_import: [{ domain: '', version: 13 }],
      graph: {
        name: this.#name,
        node: this.#nodes,
        initializer: this.#constants,
        input: [value(this.picture.name, [this.picture.channels, side, side])],
        output: [value(answer.name, [answer.channels])],
      },
    });
  }

  #layer(
    op: string,
    input: string[],
    { channels, settings = {} }: { channels: number; settings?: Record<string, number | number[]> },
  ): Flow {
    const name = `layer${this.#nodes.length + 1}`;
    this.#nodes.push({
      name: `${op}-${this.#nodes.length + 1}`,
      op_type: op,
      input,
      output: [name],
      attribute: attributes(settings),
    });
    return { name, channels };
  }

  #random(dims: number[], deviation: number): string {
    const size = dims.reduce((product, side) => product * side, 1);
    const values = Float32Array.from({ length: size }, () => deviation * this.#rng.normal());
    return this.#constant(`weights${this.#constants.length + 1}`, {
      dims,
      data_type: elementType.float,
      raw_data: new Uint8Array(values.buffer),
    });
  }

  #floats(name: string, dims: number[], values: number[]): string {
    const raw_data = new Uint8Array(Float32Array.from(values).buffer);
    return this.#constant(name, { dims, data_type: elementType.float, raw_data });
  }

  #whole(name: string, values: number[]): string {
    const raw_data = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.#constant(name, { dims: [values.length], data_type: elementType.int64, raw_data });
  }

  #constant(name: string, tensor: Omit<Tensor, 'name'>): string {
    if (!this.#constants.some((constant) => constant.name === name))
      this.#constants.push({ name, ...tensor });
    return name;
  }
}

const value = (name: string, sides: number[]): Value => ({
  name,
  type: {
    tensor_type: {
      elem_type: elementType.float,
      shape: { dim: [{ dim_param: 'N' }, ...sides.map((side) => ({ dim_value: side }))] },
    },
  },
});
