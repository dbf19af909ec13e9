import { describe, expect, it } from 'vitest';
import { labels } from '../labels.js';
import { Confusion } from './confusion.js';

describe('a confusion matrix', () => {
  const confusion = new Confusion();
  for (const label of labels) for (let n = 0; n < 4; n += 1) confusion.add(label, label);
  confusion.add('scratch', 'intact');
  confusion.add('dent', 'dent');

  it('counts what was named rightly, over all and for each label', () => {
    expect(confusion.total).toBe(26);
    expect(confusion.accuracy).toBeCloseTo(25 / 26);
    expect(confusion.recall('scratch')).toBeCloseTo(4 / 5);
    expect(confusion.weakest).toBe('scratch');
  });

  it('is written with what was shown down and what was named across', () => {
    const rows = confusion
      .toString()
      .split('\n')
      .map((row) => row.split('|').map((cell) => cell.trim()));
    expect(rows[0]).toEqual(['', '', ...labels, 'recall', '']);
    expect(rows[3]).toEqual(['', 'scratch', '1', '4', '0', '0', '0', '0', '80.0 %', '']);
  });
});
