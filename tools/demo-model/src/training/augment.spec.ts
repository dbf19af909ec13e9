import { describe, expect, it } from 'vitest';
import { Rng } from '../drawing/rng.js';
import { inputLength, inputSize, normalize } from '../input/preprocessing.js';
import { augment } from './augment.js';

const { width, height } = inputSize;

function augmented(picture: Uint8Array, seed: number): Float32Array {
  const target = new Float32Array(inputLength);
  augment(picture, target, new Rng(seed, 'augment'));
  return target;
}

describe('an augmented picture', () => {
  it('is the same for the same seed and another for another', () => {
    const picture = Uint8Array.from({ length: inputLength }, (_, at) => at % 251);
    expect(augmented(picture, 1)).toEqual(augmented(picture, 1));
    expect(augmented(picture, 1)).not.toEqual(augmented(picture, 2));
  });

  it('keeps a mark within 4 pixels of where it was or of its mirror image', () => {
    const picture = new Uint8Array(inputLength).fill(100);
    picture[20 * width + 30] = 255;
    const near = (at: number, place: number, end: number) =>
      Math.min(Math.abs(at - place), Math.abs(at - (end - 1 - place)));
    for (let seed = 0; seed < 50; seed += 1) {
      const values = augmented(picture, seed);
      const brightest = values.indexOf(Math.max(...values));
      expect(near(brightest % width, 30, width)).toBeLessThanOrEqual(4);
      expect(near(Math.floor(brightest / width), 20, height)).toBeLessThanOrEqual(4);
    }
  });

  it('stays near the levels that the server will feed', () => {
    const level = normalize(170);
    for (let seed = 0; seed < 50; seed += 1) {
      const values = augmented(new Uint8Array(inputLength).fill(170), seed);
      const mean = values.reduce((sum, value) => sum + value, 0) / inputLength;
      expect(Math.abs(mean - level)).toBeLessThan(0.25 + 0.2 * Math.abs(level) + 0.01);
    }
  });
});
