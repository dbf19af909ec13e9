import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { mobileNetV2 } from './mobilenet-v2.js';
import { noOp } from './no-op.js';
import { resNet50 } from './resnet-50.js';

const picture = Float32Array.from({ length: 3 * 224 * 224 }, (_, at) => Math.sin(at / 7));

async function answer(file: Uint8Array, count: number): Promise<Tensor> {
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1 });
  const pictures = new Float32Array(count * picture.length);
  for (let one = 0; one < count; one += 1) pictures.set(picture, one * picture.length);
  const fed = new Tensor('float32', pictures, [count, 3, 224, 224]);
  const [scores] = Object.values(await session.run({ picture: fed }));
  await session.release();
  return scores!;
}

describe('the models of the bench', () => {
  it.each([
    { name: 'MobileNetV2', write: mobileNetV2, weights: 3.5e6, classes: 1000 },
    { name: 'ResNet-50', write: resNet50, weights: 25.5e6, classes: 1000 },
    { name: 'the no-op model', write: noOp, weights: 0, classes: 3 },
  ])(
    '$name has the size of the real one, takes any batch, and answers as a trained one does: neither nothing nor huge',
    async ({ write, weights, classes }) => {
      const file = write(1);
      expect(Math.round(file.length / 4e5)).toBe(Math.round(weights / 1e5));
      const { dims, data } = await answer(file, 2);
      expect(dims).toEqual([2, classes]);
      const [least, most] = [
        Math.min(...(data as Float32Array)),
        Math.max(...(data as Float32Array)),
      ];
      expect(most - least).toBeGreaterThan(0.01);
      expect(Math.max(-least, most)).toBeLessThan(100);
    },
  );

  it('are the same for the same seed, and others for another', () => {
    expect(Buffer.compare(mobileNetV2(1), mobileNetV2(1))).toBe(0);
    expect(Buffer.compare(mobileNetV2(1), mobileNetV2(2))).not.toBe(0);
  });
});
