import { describe, expect, it } from 'vitest';
import { perRun, pictureSeed, type Purpose } from './seeds.js';

const purposes: Purpose[] = ['training', 'heldOut', 'examples', 'fresh'];

describe('the seeds of pictures', () => {
  it('never give one purpose a picture of another, from the first run to the last', () => {
    const spans = purposes.map((purpose) => [
      pictureSeed(purpose, 0, 0),
      pictureSeed(purpose, 9999, perRun - 1),
    ]);
    const edges = spans.flat();
    expect(edges).toEqual(edges.toSorted((a, b) => a - b));
    expect(new Set(edges).size).toBe(edges.length);
    expect(edges.at(-1)).toBeLessThan(2 ** 32);
  });

  it('never give one run a picture of the next', () => {
    expect(pictureSeed('heldOut', 3, perRun - 1)).toBeLessThan(pictureSeed('heldOut', 4, 0));
  });

  it('refuse what would lie in another range', () => {
    expect(() => pictureSeed('training', 10_000, 0)).toThrow(RangeError);
    expect(() => pictureSeed('training', 0, perRun)).toThrow(RangeError);
    expect(() => pictureSeed('training', 0, -1)).toThrow(RangeError);
  });
});
