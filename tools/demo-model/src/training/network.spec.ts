import { beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../drawing/rng.js';
import { inputLength } from '../input/preprocessing.js';
import { labels } from '../labels.js';
import { startBackend } from './backend.js';
import { classify, lossAndGradient } from './network.js';
import { initialWeights, layout } from './weights.js';

const weights = initialWeights(1);
const rng = new Rng(1, 'pictures');
const pictures = Float32Array.from({ length: 2 * inputLength }, () => rng.normal());
const targets = Float32Array.from([0.9, 0.1, 0, 0, 0, 0, 0, 0, 0, 0.2, 0.8, 0]);
const batch = { pictures, targets, share: 0.5 };

describe('the network', () => {
  beforeAll(startBackend);

  it('answers each picture with scores that sum to 1, whatever stands beside it', () => {
    const scores = classify(weights, pictures);
    const alone = classify(weights, pictures.subarray(inputLength));
    expect(scores.length).toBe(2 * labels.length);
    expect(scores.subarray(0, labels.length).reduce((sum, score) => sum + score)).toBeCloseTo(1, 5);
    alone.forEach((score, at) => {
      expect(score).toBeCloseTo(scores[labels.length + at] ?? NaN, 5);
    });
  });

  it('has the cross entropy of its scores as loss', () => {
    const scores = classify(weights, pictures);
    const entropy = targets.reduce((sum, t, at) => sum - 0.5 * t * Math.log(scores[at] ?? NaN), 0);
    expect(lossAndGradient(weights, batch).loss).toBeCloseTo(entropy, 4);
  });

  it.each(layout)(
    'has for $name the gradient that differences of its loss show',
    ({ offset, size }) => {
      const { gradient } = lossAndGradient(weights, batch);
      // Along the gradient of one tensor the loss rises by the gradient's squared length.
      const part = gradient.subarray(offset, offset + size);
      const squared = part.reduce((sum, value) => sum + value * value, 0);
      const step = 2e-3 / Math.sqrt(squared);
      const lossAt = (distance: number) => {
        const moved = weights.slice();
        part.forEach((value, at) => {
          moved[offset + at] = (moved[offset + at] ?? 0) + distance * value;
        });
        return lossAndGradient(moved, batch).loss;
      };
      const slope = (lossAt(step) - lossAt(-step)) / (2 * step);
      expect(squared).toBeGreaterThan(0);
      expect(slope / squared).toBeCloseTo(1, 1);
    },
  );
});
