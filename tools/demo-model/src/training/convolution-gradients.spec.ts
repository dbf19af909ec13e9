import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../drawing/rng.js';
import { startBackend } from './backend.js';

const random = (topic: string, shape: number[]) => {
  const rng = new Rng(1, topic);
  const size = tf.util.sizeFromShape(shape);
  return { shape, values: Float32Array.from({ length: size }, () => rng.normal()) };
};

/** What a kernel of one backend makes of these inputs. */
async function run(
  backend: string,
  kernel: string,
  { inputs, attrs }: { inputs: Record<string, ReturnType<typeof random>>; attrs: object },
): Promise<Float32Array> {
  await tf.setBackend(backend);
  const tensors = Object.entries(inputs).map(([name, { values, shape }]) => [
    name,
    tf.tensor(values, shape),
  ]);
  const result: tf.Tensor = tf
    .engine()
    .runKernel(kernel, Object.fromEntries(tensors) as tf.NamedTensorMap, { ...attrs });
  return result.dataSync<'float32'>();
}

function expectAlike(ours: Float32Array, theirs: Float32Array) {
  expect(ours.length).toBe(theirs.length);
  const largest = Math.max(...theirs.map(Math.abs));
  const worst = Math.max(...ours.map((value, at) => Math.abs(value - (theirs[at] ?? NaN))));
  expect(worst / largest).toBeLessThan(2e-6);
}

describe('the gradients of a convolution on wasm', () => {
  beforeAll(startBackend);

  it.each([
    {
      title: 'stride 1',
      strides: 1,
      input: [2, 6, 8, 3],
      filter: [3, 3, 3, 5],
      output: [2, 6, 8, 5],
    },
    {
      title: 'stride 2',
      strides: 2,
      input: [2, 8, 6, 4],
      filter: [3, 3, 4, 7],
      output: [2, 4, 3, 7],
    },
    {
      title: 'odd sides',
      strides: 2,
      input: [1, 7, 9, 2],
      filter: [3, 3, 2, 3],
      output: [1, 4, 5, 3],
    },
    {
      title: 'a long filter',
      strides: 1,
      input: [3, 5, 9, 1],
      filter: [1, 5, 1, 2],
      output: [3, 5, 9, 2],
    },
  ])('agree with the cpu backend with $title', async ({ strides, input, filter, output }) => {
    const x = random('x', input);
    const weights = random('filter', filter);
    const dy = random('dy', output);
    const attrs = { strides, pad: 'same', dataFormat: 'NHWC' };
    const ofFilter = { inputs: { x, dy }, attrs: { ...attrs, filterShape: filter } };
    expectAlike(
      await run('wasm', tf.Conv2DBackpropFilter, ofFilter),
      await run('cpu', tf.Conv2DBackpropFilter, ofFilter),
    );
    const ofInput = { inputs: { dy, filter: weights }, attrs: { ...attrs, inputShape: input } };
    expectAlike(
      await run('wasm', tf.Conv2DBackpropInput, ofInput),
      await run('cpu', tf.Conv2DBackpropInput, ofInput),
    );
  });
});
