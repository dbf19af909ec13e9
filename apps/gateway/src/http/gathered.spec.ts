import { describe, expect, it } from 'vitest';
import { Gathered } from './gathered.js';

const whole = (length: number, pieces: string[]) => {
  const gathered = new Gathered(length);
  for (const piece of pieces) gathered.add(Buffer.from(piece));
  return gathered.whole().toString();
};

describe('the pieces of a body', () => {
  it.for([
    ['whose length was announced', 9],
    ['whose end alone will tell', NaN],
    ['that broke off before its announced length', 100],
  ] as const)('are put together in order, of one %s', ([, length]) => {
    expect(whole(length, ['one', 'two', 'six'])).toBe('onetwosix');
  });

  it('are not copied where there is only one', () => {
    const piece = Buffer.from('all of it');
    const gathered = new Gathered(piece.length);
    gathered.add(piece);
    expect(gathered.whole()).toBe(piece);
  });

  it('may be none at all', () => {
    expect(whole(0, [])).toBe('');
    expect(whole(NaN, [])).toBe('');
  });
});
