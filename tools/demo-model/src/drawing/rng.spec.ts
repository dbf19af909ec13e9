import { describe, expect, it } from 'vitest';
import { Rng } from './rng.js';

const numbers = (rng: Rng, count = 2000) => Array.from({ length: count }, () => rng.between(0, 1));
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('seeded chance', () => {
  it('repeats itself for the same seed and topic, and for no other', () => {
    expect(numbers(new Rng(5, 'a'))).toEqual(numbers(new Rng(5, 'a')));
    expect(numbers(new Rng(5, 'a'))).toEqual(numbers(new Rng(5, 'b').on('a')));
    expect(numbers(new Rng(5, 'a'))).not.toEqual(numbers(new Rng(5, 'b')));
    expect(numbers(new Rng(5, 'a'))).not.toEqual(numbers(new Rng(6, 'a')));
  });

  it('spreads evenly, from one seed and over many', () => {
    expect(mean(numbers(new Rng(1, 'spread')))).toBeCloseTo(0.5, 1);
    const firsts = Array.from({ length: 2000 }, (_, seed) => new Rng(seed, 'first').between(0, 1));
    expect(mean(firsts)).toBeCloseTo(0.5, 1);
  });

  it('gives normal numbers of mean 0 and deviation 1', () => {
    const rng = new Rng(1, 'normal');
    const values = Array.from({ length: 5000 }, () => rng.normal());
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(mean(values.map((value) => value * value))).toBeCloseTo(1, 1);
  });

  it('includes both ends of a whole range, and nothing beyond', () => {
    const rng = new Rng(1, 'whole');
    const seen = new Set(Array.from({ length: 200 }, () => rng.whole(2, 4)));
    expect([...seen].sort()).toEqual([2, 3, 4]);
  });

  it('keeps every item when it shuffles', () => {
    const items = Array.from({ length: 50 }, (_, at) => at);
    const shuffled = new Rng(1, 'shuffle').shuffle([...items]);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
  });
});
