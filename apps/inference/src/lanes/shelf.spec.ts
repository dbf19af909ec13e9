import { fstatSync, ftruncateSync, openSync, readdirSync, readSync, statfsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LanesEnd } from './lanes-end.js';
import { Shelf, type Place } from './shelf.js';

const MiB = 1024 * 1024;
const picture = (bytes: number, fill: number) => Buffer.alloc(bytes, fill);

let shelf: Shelf;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const opened = Shelf.open();
  if (!opened) throw new Error('this machine has no /dev/shm');
  shelf = opened;
});
afterEach(() => {
  shelf.close();
  vi.useRealTimers();
});

const put = (bytes: number, fill = 1): Place => {
  const place = shelf.put(picture(bytes, fill));
  if (!place) throw new Error('no room');
  return place;
};
const seen = (place: Place) => new LanesEnd(shelf.lanesEnd).take(place).picture;

describe('a shelf', () => {
  it('shows a lane what was put there, each in its own place', () => {
    const [one, other] = [put(100_000, 1), put(3 * MiB, 2)];
    expect(seen(one).equals(picture(100_000, 1))).toBe(true);
    expect(seen(other).equals(picture(3 * MiB, 2))).toBe(true);
  });

  it('uses the first free place again', () => {
    const [one] = [put(10), put(10)];
    shelf.free(one);
    expect(put(20)).toEqual({ at: one.at, bytes: 20 });
  });

  it('has no room for a picture that is larger than a place, or when all are taken', () => {
    expect(shelf.put(picture(5 * MiB, 1))).toBeUndefined();
    for (let count = 0; count < 64; count += 1) put(1);
    expect(shelf.put(picture(1, 1))).toBeUndefined();
  });

  it('has no name that another process could open', () => {
    expect(readdirSync('/dev/shm').filter((name) => name.startsWith('easel-'))).toEqual([]);
  });

  it('cannot be written by the lane', () => {
    put(10);
    expect(() => ftruncateSync(shelf.lanesEnd, 0)).toThrow('EINVAL');
  });

  it('gives its memory back once it has been empty for a while', () => {
    const free = () => statfsSync('/dev/shm').bfree;
    const before = free();
    const place = put(4 * MiB);
    shelf.free(place);
    expect(before - free()).toBeGreaterThan(500);
    vi.advanceTimersByTime(10_000);
    expect(before - free()).toBeLessThan(500);
    expect(readSync(shelf.lanesEnd, Buffer.alloc(1), 0, 1, place.at)).toBe(0);
  });

  it('is closed once, since its number may be another file by then', () => {
    shelf.close();
    const [one, other] = [openSync('/dev/null', 'r'), openSync('/dev/null', 'r')];
    shelf.close();
    expect(fstatSync(one).isCharacterDevice() && fstatSync(other).isCharacterDevice()).toBe(true);
  });

  it('is not there where there is no such memory', () => {
    expect(Shelf.open('/no/such/folder')).toBeUndefined();
  });

  it('is read into memory that held a picture before, which its next one fits into', () => {
    const lane = new LanesEnd(shelf.lanesEnd);
    const [large, small] = [put(1000, 1), put(500, 2)];
    const memory = () => {
      using taken = lane.take(large);
      return taken.picture.buffer;
    };
    const first = memory();
    using taken = lane.take(small);
    expect(taken.picture.buffer).toBe(first);
    expect(taken.picture.equals(picture(500, 2))).toBe(true);
    expect(lane.take(large).picture.buffer).not.toBe(first);
  });
});
