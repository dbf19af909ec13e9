import { EaselError } from '@easel/errors';
import { describe, expect, it } from 'vitest';
import { Admission } from './admission.js';

const refusal = (act: () => unknown) => {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof EaselError) return { code: thrown.code, after: thrown.retryAfter };
  }
  return undefined;
};

describe('admission', () => {
  it('refuses one request more than it has places for, until one leaves', () => {
    const admission = new Admission({ requests: 2, bytes: 100 });
    const first = admission.enter();
    admission.enter();
    expect(refusal(() => admission.enter())).toEqual({ code: 336100, after: 1 });
    first[Symbol.dispose]();
    expect(refusal(() => admission.enter())).toBeUndefined();
  });

  it('refuses a byte more than it has room for, and gives the room back when it is left', () => {
    const admission = new Admission({ requests: 9, bytes: 100 });
    const first = admission.room();
    const second = admission.room();
    first.hold(60);
    expect(refusal(() => second.hold(41))).toEqual({ code: 336100, after: 1 });
    second.hold(40);
    first[Symbol.dispose]();
    expect(refusal(() => second.hold(60))).toBeUndefined();
  });

  it('counts what is left twice only once', () => {
    const admission = new Admission({ requests: 1, bytes: 1 });
    const place = admission.enter();
    const room = admission.room();
    room.hold(1);
    for (const each of [place, place, room, room]) each[Symbol.dispose]();
    expect(admission).toMatchObject({ requests: 0, bytes: 0 });
  });
});
