import { describe, expect, it } from 'vitest';
import { median, quantile } from './quantile.js';

const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

describe('quantiles', () => {
  it.each([
    [0, 1],
    [0.5, 50],
    [0.9, 90],
    [0.99, 99],
    [1, 100],
  ])('of 1 to 100 the share %d is %d', (q, expected) => {
    expect(quantile(hundred, q)).toBe(expected);
  });

  it('of one number are that number, of none are none', () => {
    expect([quantile([7], 0.01), quantile([7], 0.99)]).toEqual([7, 7]);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('have the p99 of 10 numbers at the largest, not beyond', () => {
    expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 90], 0.99)).toBe(90);
  });
});

describe('the median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[10, 9], 9.5],
    [[5], 5],
  ])('of %j is %d, in whatever order they come', (numbers, expected) => {
    expect(median(numbers)).toBe(expected);
  });

  it('of nothing is none', () => {
    expect(median([])).toBeNaN();
  });
});
