import { describe, expect, it } from 'vitest';
import { entitlement } from './entitlement.js';
import { nextNotice, notice } from './expiry.js';
import { testVendor } from './testing.js';

const DAY = 86_400;
const { claims } = testVendor();
const exp = Date.UTC(2028, 2, 1) / 1000; // the day after a leap day
const trial = claims({ kind: 'trial', exp });
const term = claims({ kind: 'term', exp, grace_days: 7 });

/** What is said `seconds` before the end: the step and the words. */
const said = (seconds: number, license = trial) => {
  const due = notice(license, exp - seconds);
  return due && [due.state, due.step, due.words.en];
};
const expires = (step: number, left: string) => [
  'expiring',
  step,
  `the licence expires on 2028-03-01, in ${left}`,
];

describe('a licence that ends', () => {
  it.each([
    ['a second before the first notice', 30 * DAY + 1, undefined],
    ['30 days ahead', 30 * DAY, expires(30, '30 days')],
    ['a second after that', 30 * DAY - 1, expires(30, '29 days')],
    ['a second before the second', 14 * DAY + 1, expires(30, '14 days')],
    ['14 days ahead', 14 * DAY, expires(14, '14 days')],
    ['a second before the third', 7 * DAY + 1, expires(14, '7 days')],
    ['7 days ahead', 7 * DAY, expires(7, '7 days')],
    ['a second before the fourth', 3 * DAY + 1, expires(7, '3 days')],
    ['3 days ahead', 3 * DAY, expires(3, '3 days')],
    ['a second before the last', DAY + 1, expires(3, '1 day')],
    ['a day ahead', DAY, expires(1, '1 day')],
    ['a second after that', DAY - 1, expires(1, 'less than a day')],
    ['in its last second', 1, expires(1, 'less than a day')],
    ['at its end', 0, undefined],
    ['a second after it', -1, undefined],
  ])('is announced: %s', (_, seconds, expected) => {
    expect(said(seconds)).toEqual(expected);
  });

  it('is announced in each second between in the step that began last', () => {
    const steps = new Set<number | undefined>();
    let before = 30;
    for (let seconds = 30 * DAY; seconds > 0; seconds -= 600) {
      const step = notice(trial, exp - seconds)?.step ?? NaN;
      expect(step).toBeLessThanOrEqual(before);
      steps.add((before = step));
    }
    expect([...steps]).toEqual([30, 14, 7, 3, 1]);
  });

  it('has each notice foretold to the second, so that whoever tells people need not ask all the time', () => {
    const told: [number, number | undefined][] = [];
    let now = exp - 100 * DAY;
    while ((now = nextNotice(trial, now)) < exp)
      told.push([(exp - now) / DAY, notice(trial, now)?.step]);
    expect(told).toEqual([30, 14, 7, 3, 1].map((days) => [days, days]));
    expect(nextNotice(claims(), 0)).toBe(Infinity);
  });

  it('is announced in Chinese as well', () => {
    expect(notice(trial, exp - 3 * DAY)?.words.zh).toBe('授权将于 2028-03-01 到期(剩余 3 天)');
    expect(notice(trial, exp - 1)?.words.zh).toBe('授权将于 2028-03-01 到期(剩余不足 1 天)');
    expect(notice(term, exp)?.words.zh).toBe(
      '授权已于 2028-03-01 到期,宽限至 2028-03-08(剩余 7 天)',
    );
  });
});

describe('a licence with grace', () => {
  const grace = (left: string) => [
    'grace',
    -1,
    `the licence expired on 2028-03-01 and stops on 2028-03-08, in ${left}`,
  ];

  it.each([
    ['in its last second', 1, expires(1, 'less than a day')],
    ['at its end', 0, grace('7 days')],
    ['a second after that', -1, grace('6 days')],
    ['in the last second of its grace', -7 * DAY + 1, grace('less than a day')],
    ['at the end of its grace', -7 * DAY, undefined],
    ['a second after that', -7 * DAY - 1, undefined],
  ])('is announced: %s', (_, seconds, expected) => {
    expect(said(seconds, term)).toEqual(expected);
  });

  it.each([
    ['in its last second', exp - 1, { inForce: true, grace: false }],
    ['at its end', exp, { inForce: true, grace: true }],
    ['in the last second of its grace', exp + 7 * DAY - 1, { inForce: true, grace: true }],
    ['at the end of its grace', exp + 7 * DAY, { inForce: false, why: 'expired' }],
    ['a second after that', exp + 7 * DAY + 1, { inForce: false, why: 'expired' }],
  ])('counts as long as is said: %s', (_, now, expected) => {
    expect(entitlement({ license: term, now })).toMatchObject(expected);
  });

  it('says in the end the day that it expired, not the one that its grace ended', () => {
    expect(entitlement({ license: term, now: exp + 7 * DAY })).toMatchObject({
      reason: { en: 'the licence expired on 2028-03-01' },
    });
  });
});

describe('how early', () => {
  it('is as licensed: ten days, or two months', () => {
    const ten = { ...trial, warn_days: 10 };
    expect(said(10 * DAY + 1, ten)).toBeUndefined();
    expect(said(10 * DAY, ten)).toEqual(expires(14, '10 days'));
    expect(said(7 * DAY, ten)).toEqual(expires(7, '7 days'));
    const sixty = { ...trial, warn_days: 60 };
    expect(said(60 * DAY + 1, sixty)).toBeUndefined();
    expect(said(60 * DAY, sixty)).toEqual(expires(60, '60 days'));
    expect(said(30 * DAY, sixty)).toEqual(expires(30, '30 days'));
  });

  it('is not at all with 0 days: nothing is said before the end, grace is told all the same', () => {
    const never = { ...term, warn_days: 0 };
    for (const seconds of [30 * DAY, DAY, 1]) expect(said(seconds, never)).toBeUndefined();
    expect(said(0, never)?.[0]).toBe('grace');
  });

  it('is never for a permanent licence', () => {
    for (const now of [exp - 1, exp, 7_000_000_000])
      expect(notice(claims({ warn_days: 365 }), now)).toBeUndefined();
  });
});
