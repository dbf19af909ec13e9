import type { Manifest } from '@easel/models';

/** Noise, each picture darker or lighter than the others, as it reaches the model; the same every time. */
export function madeUpPictures({ input, preprocess }: Manifest, count: number): Float32Array[] {
  const size = input.width * input.height * (input.channels === 'GREY' ? 1 : 3);
  const [mean = 0] = [preprocess.mean].flat();
  const [std = 1] = [preprocess.std].flat();
  let seed = 1;
  return Array.from({ length: count }, (_, place) =>
    new Float32Array(size).map(() => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      const level = (seed >>> 25) + ((place * 37) % 128);
      return (level * preprocess.scale - mean) / std;
    }),
  );
}

/** Whether two answers differ by rounding alone, which follows the order of the sums. */
export function alike(a: Float32Array, b: Float32Array, type: Manifest['input']['type']): boolean {
  const off = type === 'float16' ? 1e-2 : 1e-4;
  const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return (
    a.length === b.length &&
    a.every((value, index) => Math.abs(value - (b[index] ?? NaN)) <= off * largest)
  );
}
