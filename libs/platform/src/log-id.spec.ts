import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogIds } from './log-id.js';

const EPOCH = Date.UTC(2024, 0, 1);
const take = (ids: LogIds, count: number) => Array.from({ length: count }, () => ids.next());

describe('log ids', () => {
  it('rise without a gap for one instance, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5000, max: 5000 }), { maxLength: 200 }), (steps) => {
        let now = EPOCH + 1e9;
        const ids = new LogIds(3, () => now);
        let last = -1;
        for (const step of steps) {
          now += step;
          const next = ids.next();
          expect(next).toBeGreaterThan(last);
          last = next;
        }
      }),
    );
  });

  it('borrow from the next second after the 16,384th of one, and stay in order when it comes', () => {
    let now = EPOCH + 10_000;
    const ids = new LogIds(0, () => now);
    const first = take(ids, 20_000);
    now += 1000;
    const second = take(ids, 20_000);
    now += 5000;
    const all = [...first, ...second, ...take(ids, 5)];
    expect(new Set(all).size).toBe(all.length);
    expect([...all].sort((a, b) => a - b)).toEqual(all);
  });

  it('differ between instances at the same moment', () => {
    const now = () => EPOCH + 77_000;
    const all = [0, 1, 254, 255].flatMap((instance) => take(new LogIds(instance, now), 20_000));
    expect(new Set(all).size).toBe(all.length);
  });

  it('differ from those of a predecessor that ended within the same second', () => {
    const now = () => EPOCH + 77_000;
    const before = take(new LogIds(9, () => EPOCH + 76_000), 3);
    expect(before).not.toContain(new LogIds(9, now).next());
    let clock = EPOCH + 76_000;
    const predecessor = new LogIds(9, () => clock);
    clock = now();
    const last = take(predecessor, 100).at(-1)!;
    expect(new LogIds(9, now).next()).toBeGreaterThan(last);
  });

  it('stay whole numbers until 2092', () => {
    const ids = new LogIds(255, () => Date.UTC(2092, 0, 1));
    expect(take(ids, 16_384).every(Number.isSafeInteger)).toBe(true);
  });
});
