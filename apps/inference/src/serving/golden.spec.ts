import { describe, expect, it } from 'vitest';
import { difference } from './golden.js';

const golden = {
  file: 'golden/1.jpg',
  tolerance: 0.02,
  expect: [
    { name: 'crack', score: 0.6 },
    { name: 'dent', score: 0.2 },
  ],
};
const scores = (crack: number, dent: number, hole: number) =>
  [
    { name: 'crack', score: crack },
    { name: 'dent', score: dent },
    { name: 'hole', score: hole },
  ].sort((a, b) => b.score - a.score);

describe('a golden image', () => {
  it('is reproduced when every score is within the tolerance', () => {
    expect(difference(golden, scores(0.585, 0.215, 0.2))).toBeUndefined();
  });

  it('is not when a score is off, and both figures are said', () => {
    expect(difference(golden, scores(0.55, 0.2, 0.25))).toBe(
      'crack has 0.5500, expected 0.6000 ± 0.02',
    );
  });

  it('is not when something else comes first', () => {
    expect(difference({ ...golden, tolerance: 0.1 }, scores(0.55, 0.2, 0.75))).toBe(
      'hole comes first with 0.7500, expected at most 0.6000',
    );
  });

  it('is not when the model does not know the name', () => {
    expect(difference(golden, [{ name: 'hole', score: 1 }])).toBe('the model knows no crack');
  });
});
