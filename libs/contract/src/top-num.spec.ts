import { EaselError } from '@easel/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyRequestSchema } from './classify.js';
import { DEFAULT_TOP_NUM, parseTopNum } from './top-num.js';

const refusal = (value: unknown) => {
  try {
    parseTopNum(value);
    return undefined;
  } catch (thrown) {
    return thrown instanceof EaselError ? thrown.code : thrown;
  }
};

describe('top_num', () => {
  it('is 6 when it is absent or null', () => {
    expect([parseTopNum(undefined), parseTopNum(null)]).toEqual([6, 6]);
    expect(DEFAULT_TOP_NUM).toBe(6);
  });

  it('is the same as a number and as its digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0xffff_ffff }), fc.nat(3), (number, zeros) => {
        expect(parseTopNum(number)).toBe(number);
        expect(parseTopNum('0'.repeat(zeros) + String(number))).toBe(number);
      }),
    );
  });

  it('may be more than there could ever be classes', () => {
    for (const much of [2 ** 32, 2 ** 60, 1e300, '9'.repeat(400), String(2n ** 64n)])
      expect(parseTopNum(much)).toBe(0xffff_ffff);
  });

  it('is refused unless it is a whole number of at least 1', () => {
    const wrong = fc.oneof(
      fc.integer({ max: 0 }),
      fc.double().filter((number) => !Number.isInteger(number) || number < 1),
      fc.boolean(),
      fc.array(fc.jsonValue()),
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.string().filter((text) => !/^[0-9]+$/.test(text)),
      fc.constantFrom('0', '000', ' 3', '3 ', '+3', '-3', '0x3', '1e3', '３', '3.0', ''),
    );
    fc.assert(
      fc.property(wrong, (value) => {
        expect(refusal(value)).toBe(336001);
      }),
    );
  });

  it('is in the documents what it is to the server', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ unit: fc.constantFrom('0', '1', '3', '9', '-', '+', '.', 'e', ' ') }),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(anything, (top_num) => {
        const documented = classifyRequestSchema.safeParse({ image: 'AAAA', top_num }).success;
        expect(documented).toBe(refusal(top_num) === undefined);
      }),
      { numRuns: 1000 },
    );
  });
});
