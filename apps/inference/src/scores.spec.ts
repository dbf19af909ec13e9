import { describe, expect, it } from 'vitest';
import { best } from './scores.js';

const named = (values: number[], count: number): string =>
  best(
    Float32Array.from(values),
    values.map((_, at) => String.fromCharCode(97 + at)),
    count,
  )
    .map(({ name }) => name)
    .join('');

describe('the best scores', () => {
  it('are as many as were asked for, falling', () => {
    expect(named([0.1, 0.5, 0.2, 0.9, 0.3], 3)).toBe('dbe');
    expect(named([0.9, 0.5, 0.3, 0.2, 0.1], 1)).toBe('a');
    expect(named([0.1, 0.2, 0.3], 2)).toBe('cb');
  });

  it('are all there are when more were asked for', () => {
    expect(named([0.1, 0.5, 0.2], 10)).toBe('bca');
  });

  it('stand in the order of the labels where they are equal', () => {
    expect(named([0.5, 0.1, 0.5, 0.5], 2)).toBe('ac');
    expect(named([0.2, 0.5, 0.2, 0.2], 3)).toBe('bac');
    expect(named([0, 0, 0, 0], 10)).toBe('abcd');
  });

  it('carry their scores', () => {
    expect(best(Float32Array.of(0.25, 0.75), ['x', 'y'], 2)).toEqual([
      { name: 'y', score: 0.75 },
      { name: 'x', score: 0.25 },
    ]);
  });

  it('are those that sorting everything would find', () => {
    const scores = Float32Array.from({ length: 1000 }, (_, at) => (at * 7919) % 101);
    const labels = Array.from(scores, (_, at) => `class ${at}`);
    const sorted = Array.from(scores.entries())
      .sort(([a, x], [b, y]) => y - x || a - b)
      .map(([at, score]) => ({ name: `class ${at}`, score }));
    for (const count of [1, 5, 40, 1000])
      expect(best(scores, labels, count)).toEqual(sorted.slice(0, count));
  });
});
