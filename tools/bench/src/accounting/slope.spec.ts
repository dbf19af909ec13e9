import { describe, expect, it } from 'vitest';
import { slope } from './slope.js';

const minutes = Array.from({ length: 21 }, (_, at) => at);

describe('the slope of memory', () => {
  it('is what a steady leak adds in a minute', () => {
    expect(slope(minutes.map((at) => ({ at, value: 500 + 1.5 * at })))).toBeCloseTo(1.5);
  });

  it('is nothing for memory that swings around the same height', () => {
    const swings = minutes.map((at) => ({ at, value: 500 + (at % 2 === 0 ? 20 : -20) }));
    expect(slope(swings)).toBeCloseTo(0, 5);
  });

  it('is negative while memory comes back', () => {
    expect(slope(minutes.map((at) => ({ at, value: 500 - 2 * at })))).toBeCloseTo(-2);
  });
});
