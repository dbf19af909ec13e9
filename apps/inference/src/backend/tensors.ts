import { ModelError, type Manifest } from '@easel/models';
import type { ModelInfo, TensorInfo } from './backend.js';

/** The input and output that a manifest means, and how many pictures go in at once. */
export interface Binding {
  input: TensorInfo;
  output: TensorInfo;
  /** One picture as the model is fed, without the batch: every dimension a number. */
  dims: number[];
  /** The batch dimension; undefined where it is free. */
  batch: number | undefined;
  /** Pictures that a run takes at most. */
  places: number;
}

const show = (tensor: TensorInfo) => `${tensor.name} ${tensor.type} [${tensor.shape.join(', ')}]`;

/** Holds a manifest against the model file. @throws ModelError naming what the file says and what the manifest says. */
export function bind(info: ModelInfo, manifest: Manifest): Binding {
  const input = pick(info.inputs, manifest.input.name, 'input');
  const output = pick(info.outputs, manifest.output.name, 'output');
  const { width, height, layout, channels, type } = manifest.input;
  const depth = channels === 'GREY' ? 1 : 3;
  const wanted = layout === 'NCHW' ? [depth, height, width] : [height, width, depth];
  const [batch, ...rest] = input.shape;
  const fits =
    rest.length === 3 && rest.every((size, i) => typeof size === 'string' || size === wanted[i]);
  if (!fits)
    throw new ModelError(
      `the model takes ${show(input)}, the manifest gives [N, ${wanted.join(', ')}] (${layout}, ${channels}, ${width}x${height})`,
    );
  if (input.type !== type)
    throw new ModelError(`the model takes ${show(input)}, the manifest gives ${type}`);
  if (output.type !== 'float32' && output.type !== 'float16')
    throw new ModelError(`the model answers ${show(output)}: scores are float32 or float16`);
  if (typeof batch === 'number')
    return { input, output, dims: wanted, batch, places: Math.max(batch, 1) };
  // An output that is written for one picture holds the answer of one, whatever the input takes.
  const places = typeof output.shape[0] === 'string' ? Infinity : 1;
  return { input, output, dims: wanted, batch: undefined, places };
}

function pick(
  tensors: TensorInfo[],
  name: string | undefined,
  what: 'input' | 'output',
): TensorInfo {
  const all = tensors.map((tensor) => tensor.name).join(', ');
  if (name === undefined) {
    const [only, ...more] = tensors;
    if (!only || more.length > 0)
      throw new ModelError(
        `the model has ${tensors.length} ${what}s (${all}): name one in ${what}.name`,
      );
    return only;
  }
  const found = tensors.find((tensor) => tensor.name === name);
  if (!found) throw new ModelError(`the model has no ${what} called ${name}; it has ${all}`);
  return found;
}
