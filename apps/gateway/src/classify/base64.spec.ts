import { EaselError } from '@easel/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, decodeWhole } from './base64.js';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((array) => Buffer.from(array));
const refusal = (text: string) => {
  try {
    decodeBase64(text);
    return undefined;
  } catch (thrown) {
    return thrown instanceof EaselError ? thrown.code : thrown;
  }
};

describe('base64', () => {
  it('comes back as the bytes that went in: padded or not, either alphabet, in lines of any length', () => {
    const written = fc.record({
      bytes,
      padded: fc.boolean(),
      urlSafe: fc.boolean(),
      lineEnd: fc.constantFrom('', '\n', '\r\n'),
      width: fc.integer({ min: 1, max: 80 }),
    });
    fc.assert(
      fc.property(written, ({ bytes, padded, urlSafe, lineEnd, width }) => {
        let text = bytes.toString('base64');
        if (!padded) text = text.replaceAll('=', '');
        if (urlSafe) text = text.replaceAll('+', '-').replaceAll('/', '_');
        const lines = text.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
        const sent = lines.map((line) => line + lineEnd).join('');
        expect(decodeBase64(sent)).toEqual(bytes);
      }),
    );
  });

  it('is refused for any one character that does not belong, wherever it stands', () => {
    const foreign = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 1 })
      .filter((character) => !/[A-Za-z0-9+/_=\r\n-]/.test(character));
    fc.assert(
      fc.property(bytes, foreign, fc.nat(), (bytes, character, at) => {
        const text = bytes.toString('base64');
        const place = at % (text.length + 1);
        expect(refusal(text.slice(0, place) + character + text.slice(place))).toBe(336003);
        expect(refusal(text.slice(0, place) + character + text.slice(place + 1))).toBe(336003);
      }),
    );
  });

  it('is refused with a length of 1 modulo 4 or more padding than is missing', () => {
    for (const text of [
      'A',
      'AAAAA',
      'A===',
      'AA===',
      'AAAA=',
      'AAA==',
      '=',
      '====',
      'AA=A',
      '=AAA',
    ])
      expect([text, refusal(text)]).toEqual([text, 336003]);
    for (const text of ['AA', 'AA=', 'AA==', 'AAA', 'AAA=', 'AAAA'])
      expect([text, refusal(text)]).toEqual([text, undefined]);
  });

  it('takes 4,194,304 characters and any number of line breaks, and not one more', () => {
    const line = `${'A'.repeat(64)}\r\n`;
    expect(decodeBase64(line.repeat(65_536))).toHaveLength(3 * 1024 * 1024);
    expect(refusal(`${line.repeat(65_536)}A`)).toBe(336004);
  });
});

describe('base64 that stood in a JSON string', () => {
  const SLICE = 65_536;
  const plain = (text: string) => (refusal(text) === undefined ? decodeBase64(text) : undefined);

  it('is decoded as any other, on both sides of the slices that it is read by', () => {
    for (const length of [SLICE - 4, SLICE - 1, SLICE, SLICE + 2, SLICE + 4, 2 * SLICE + 3]) {
      const text = Buffer.alloc(length, 'easel').toString('base64').slice(0, length);
      expect(decodeWhole(Buffer.from(text))).toEqual(plain(text));
    }
  });

  it('is refused where any other is, wherever its damage lies', () => {
    const good = Buffer.alloc(60_000, 'picture').toString('base64');
    const damage = fc.record({
      at: fc.oneof(fc.integer({ min: 0, max: good.length - 1 }), fc.integer({ min: -3, max: 3 })),
      character: fc.constantFrom('*', '=', ' ', '-', '_', 'A', '"', '\u00e9', ''),
    });
    fc.assert(
      fc.property(damage, ({ at, character }) => {
        const place = at < 4 ? SLICE + at : at;
        const text = good.slice(0, place) + character + good.slice(place + 1);
        expect(decodeWhole(Buffer.from(text, 'latin1'))).toEqual(plain(text));
      }),
      { numRuns: 300 },
    );
  });
});
