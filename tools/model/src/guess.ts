import type { ModelInfo, TensorInfo } from '@easel/inference';
import { ModelError, type ManifestInput } from '@easel/models';
import type { AddOptions } from './options.js';
import { presets } from './presets.js';

type Input = ManifestInput['input'];
type InputType = NonNullable<Input['type']>;

const FREE_SIDE = 224;
const inputTypes: readonly InputType[] = ['float32', 'float16', 'uint8'];

/** A manifest, and for each thing that no file could tell: what was taken for it. */
export interface Guess {
  manifest: ManifestInput;
  unknown: string[];
}

/** Reads what a model file says of itself, and fills the rest from the preset and the options. */
export function guess(info: ModelInfo, options: AddOptions): Guess {
  const tensor = only(info.inputs, 'input');
  const output = only(info.outputs, 'output');
  const unknown: string[] = [];
  const input = readInput(tensor, options, unknown);
  const preset = presets[options.preset];
  // A uint8 model has its normalisation inside.
  const { resize, ...numbers } = preset.preprocess(input) ?? {};
  const normal = input.type === 'uint8' ? {} : numbers;
  const preprocess = {
    resize: options.resize ?? resize,
    scale: options.scale ?? normal.scale,
    mean: options.mean ?? grey(input, normal.mean),
    std: options.std ?? grey(input, normal.std),
  };
  if (!options.resize) unknown.push(`resize ${JSON.stringify(preprocess.resize)}`);
  if (options.channels === undefined && input.channels !== 'GREY')
    unknown.push(`channel order ${input.channels ?? ''}`);
  if (options.scale === undefined && options.mean === undefined)
    unknown.push(
      `normalisation (v * ${preprocess.scale ?? 1} - ${JSON.stringify(preprocess.mean ?? 0)}) / ${JSON.stringify(preprocess.std ?? 1)}`,
    );
  return {
    manifest: {
      format: 1,
      input: { name: tensor.name, ...input },
      preprocess: JSON.parse(JSON.stringify(preprocess)) as ManifestInput['preprocess'],
      output: { name: output.name, activation: options.activation ?? 'logits' },
    },
    unknown,
  };
}

function readInput(
  { name, type, shape }: TensorInfo,
  options: AddOptions,
  unknown: string[],
): Input {
  const words = `input ${name} ${type} [${shape.join(', ')}]`;
  const known = inputTypes.find((one) => one === type);
  if (!known) throw new ModelError(`${words}: Easel feeds ${inputTypes.join(', ')}`);
  if (shape.length !== 4)
    throw new ModelError(`${words}: a classifier of pictures takes 4 dimensions`);
  const isDepth = (size: number | string | undefined) => size === 1 || size === 3;
  const layout = isDepth(shape[1]) ? 'NCHW' : isDepth(shape[3]) ? 'NHWC' : undefined;
  if (!layout)
    throw new ModelError(`${words}: neither the 2nd nor the last dimension is 1 or 3 channels`);
  const [height, width] = layout === 'NCHW' ? shape.slice(2) : shape.slice(1, 3);
  if (typeof width !== 'number' || typeof height !== 'number') {
    if (!options.size)
      unknown.push(`input size ${FREE_SIDE}x${FREE_SIDE}, which the model leaves free`);
  }
  const depth = layout === 'NCHW' ? shape[1] : shape[3];
  return {
    width: typeof width === 'number' ? width : (options.size?.width ?? FREE_SIDE),
    height: typeof height === 'number' ? height : (options.size?.height ?? FREE_SIDE),
    type: known,
    layout,
    channels: depth === 1 ? 'GREY' : (options.channels ?? presets[options.preset].channels),
  };
}

function only(tensors: TensorInfo[], what: string): TensorInfo {
  const [first, ...more] = tensors;
  if (!first || more.length > 0)
    throw new ModelError(
      `the model has ${tensors.length} ${what}s: ${tensors.map((tensor) => tensor.name).join(', ')}. Export it with one, or write its manifest by hand (docs/models.md)`,
    );
  return first;
}

/** A grey model takes one number where the preset has one per colour. */
function grey(input: Input, values: number | number[] | undefined): number | number[] | undefined {
  if (input.channels !== 'GREY' || !Array.isArray(values)) return values;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
