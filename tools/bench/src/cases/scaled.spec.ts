import { describe, expect, it } from 'vitest';
import { scaled } from './scaled.js';

describe('the limit beside a load generator', () => {
  it('is what bare loops would do with the cores that it leaves', () => {
    expect(scaled(200, 0.5, 2)).toBe(150);
    expect(scaled(200, 0, 2)).toBe(200);
    expect(scaled(400, 1, 4)).toBe(300);
  });
});
