import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Poison } from './poison.js';

const picture = (fill: number) => Buffer.alloc(100, fill);

describe('pictures that killed lanes', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['hrtime'] }));
  afterEach(() => vi.useRealTimers());

  it('are known by what is in them, for ten minutes', () => {
    const poison = new Poison();
    poison.remember(picture(1));
    expect(poison.has(picture(1))).toBe(true);
    expect(poison.has(picture(2))).toBe(false);
    vi.advanceTimersByTime(599_000);
    expect(poison.has(picture(1))).toBe(true);
    vi.advanceTimersByTime(2_000);
    expect(poison.has(picture(1))).toBe(false);
  });

  it('are a thousand at most, of which the newest is known', () => {
    const poison = new Poison();
    const numbered = (n: number) => Buffer.from(String(n).padStart(8));
    for (let n = 0; n <= 1000; n += 1) poison.remember(numbered(n));
    const known = Array.from({ length: 1001 }, (_, n) => n).filter((n) => poison.has(numbered(n)));
    expect(known.length).toBeLessThanOrEqual(1000);
    expect(known).toContain(1000);
  });
});
