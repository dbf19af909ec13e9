import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../drawing/rng.js';
import { inputLength } from '../input/preprocessing.js';
import { startBackend } from '../training/backend.js';
import { classify } from '../training/network.js';
import { initialWeights } from '../training/weights.js';
import { fromOnnx, toOnnx } from './onnx.js';

const rng = new Rng(1, 'biases');
const weights = initialWeights(3).map((weight) => weight || 0.1 * rng.normal());

describe('the ONNX file', () => {
  beforeAll(startBackend);

  it.each([1, 5])(
    'scores a batch of %i in onnxruntime as the trained network does',
    async (count) => {
      const noise = new Rng(count, 'pictures');
      const pictures = Float32Array.from({ length: count * inputLength }, () => noise.normal());
      const session = await InferenceSession.create(toOnnx(weights));
      const answer = await session.run({
        image: new Tensor('float32', pictures, [count, 1, 96, 128]),
      });
      expect(answer.scores?.dims).toEqual([count, 6]);
      const scores = answer.scores?.data as Float32Array;
      const expected = classify(weights, pictures);
      expected.forEach((score, at) => {
        expect(Math.abs((scores[at] ?? NaN) - score)).toBeLessThan(1e-5);
      });
    },
  );

  it('gives back the weights that were written', () => {
    expect(fromOnnx(toOnnx(weights))).toEqual(weights);
  });

  it('is smaller than a megabyte', () => {
    expect(toOnnx(weights).length).toBeLessThan(1_000_000);
  });

  it('is not mistaken for one when it is something else', () => {
    expect(() => fromOnnx(Buffer.from('plainly no model'))).toThrow();
    expect(() => fromOnnx(new Uint8Array())).toThrow();
  });
});
