import { describe, expect, it } from 'vitest';
import { Adam, learningRate } from './adam.js';

describe('Adam', () => {
  it('takes a first step of the learning rate against each slope, however steep', () => {
    const weights = Float32Array.from([1, 1, 1]);
    new Adam(3).step(weights, Float32Array.from([1e-3, -2, 0]), 0.1);
    expect(weights[0]).toBeCloseTo(0.9, 4);
    expect(weights[1]).toBeCloseTo(1.1, 4);
    expect(weights[2]).toBe(1);
  });

  it('finds the bottom of a bowl', () => {
    const weights = Float32Array.from([3, -2]);
    const adam = new Adam(2);
    for (let step = 0; step < 500; step += 1)
      adam.step(weights, weights.slice(), 0.1 * (1 - step / 500));
    for (const weight of weights) expect(Math.abs(weight)).toBeLessThan(0.01);
  });

  it('lets one outsized gradient weigh no more than a long one', () => {
    const after = (outlier: number) => {
      const weights = Float32Array.from([0]);
      const adam = new Adam(1);
      for (const slope of [1, outlier, 1]) adam.step(weights, Float32Array.from([slope]), 0.1);
      return weights[0];
    };
    expect(after(1e6)).toBe(after(5));
  });
});

describe('the learning rate', () => {
  it('rises at first, then falls to nothing', () => {
    const rates = Array.from({ length: 1000 }, (_, step) => learningRate(step, 1000));
    const top = rates.indexOf(Math.max(...rates));
    expect(top).toBeLessThanOrEqual(100);
    expect(rates.slice(0, top + 1)).toEqual(rates.slice(0, top + 1).toSorted((a, b) => a - b));
    expect(rates.slice(top)).toEqual(rates.slice(top).toSorted((a, b) => b - a));
    expect(rates.at(-1)).toBeLessThan(1e-7);
  });
});
