import { describe, expect, it } from 'vitest';
import { shrink } from '../input/shrink.js';
import { labels } from '../labels.js';
import { draw } from './draw.js';

const size = { width: 160, height: 120 };

/** The mean difference of two pictures' grey levels. */
function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, level, at) => sum + Math.abs(level - (b[at] ?? 0)), 0) / a.length;
}

describe('a drawing', () => {
  it('is the same to the byte for the same label, seed and size', () => {
    for (const label of labels) expect(draw(label, 42, size)).toEqual(draw(label, 42, size));
  });

  it('is another surface for another seed', () => {
    expect(difference(draw('intact', 1, size).data, draw('intact', 2, size).data)).toBeGreaterThan(
      5,
    );
  });

  it.each(labels.filter((label) => label !== 'intact'))(
    'shows a %s, and away from it the same surface as without',
    (label) => {
      for (let seed = 0; seed < 10; seed += 1) {
        const sound = draw('intact', seed, size).data;
        const changes = draw(label, seed, size).data.map((level, at) =>
          Math.abs(level - (sound[at] ?? 0)),
        );
        const changed = changes.filter((change) => change > 12).length / changes.length;
        expect(changed).toBeGreaterThan(0.002);
        expect(changed).toBeLessThan(0.5);
      }
    },
  );

  it('shows the same scene at another size', () => {
    const fine = draw('hole', 7, { width: 640, height: 480 });
    const coarse = draw('hole', 7, size).data;
    expect(difference(shrink(fine, size), coarse)).toBeLessThan(8);
    expect(difference(draw('hole', 8, size).data, coarse)).toBeGreaterThan(8);
  });
});
