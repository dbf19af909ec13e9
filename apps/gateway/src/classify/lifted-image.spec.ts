import { parseClassifyRequest } from '@easel/contract';
import { EaselError } from '@easel/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from './base64.js';
import { liftImage, mark } from './lifted-image.js';
import { readPicture } from './picture.js';

const json = { contentType: 'application/json', url: '/steel/ImageClassification' };

/** What comes of it, in a form that can be compared. */
function outcome(read: () => { image: Buffer; topNum: number }) {
  try {
    const { image, topNum } = read();
    return { image: image.toString('hex'), topNum };
  } catch (thrown) {
    return thrown instanceof EaselError ? thrown.code : 336002; // the plain parser has errors of its own
  }
}

/** The same without any short way. */
function plainly(body: Buffer) {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  const { image, topNum } = parseClassifyRequest(JSON.parse(text.replace(/^\uFEFF/, '')));
  return { image: decodeBase64(image), topNum };
}

const large = fc
  .uint8Array({ minLength: 1500, maxLength: 3000 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));
const awkward = fc.oneof(
  large,
  large.map((text) => text.replaceAll('=', '')),
  large.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  large.map((text) => `${text.slice(0, 1000)}\n${text.slice(1000)}`),
  large.map((text) => `${text.slice(0, 1200)}"${text.slice(1200)}`),
  large.map((text) => `${text.slice(0, 1200)}=${text.slice(1200)}`),
  large.map((text) => `${text.slice(0, 1200)}é${text.slice(1201)}`),
  large.map((text) => `${text.slice(0, 1200)}\u{1F600}${text.slice(1201)}`),
  large.map((text) => `data:image/png;base64,${text}`),
  fc.constantFrom('', 'AAAA', null, 7),
);

describe('a body with a large image', () => {
  it('is read as a plain parser reads it, wherever the image stands and whatever else does', () => {
    const pairs = fc.array(
      fc.tuple(
        fc.oneof(fc.constantFrom('image', 'top_num', 'im"age', 'x'), fc.string()),
        fc.oneof(awkward, fc.jsonValue(), fc.integer({ min: 1, max: 9 })),
      ),
      { minLength: 1, maxLength: 5 },
    );
    const bodies = pairs.map(
      (all) =>
        `{${all.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`,
    );
    fc.assert(
      fc.property(bodies, (text) => {
        const body = Buffer.from(text);
        expect(outcome(() => readPicture(body, json))).toEqual(outcome(() => plainly(body)));
      }),
      { numRuns: 1000 },
    );
  });

  it('is read as a plain parser reads it when any one byte of it is another', () => {
    const text = JSON.stringify({
      top_num: 3,
      image: Buffer.alloc(1600, 'photo').toString('base64'),
    });
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.nat(255), (at, byte) => {
        const body = Buffer.from(text);
        body[at] = byte;
        expect(outcome(() => readPicture(body, json))).toEqual(outcome(() => plainly(body)));
      }),
      { numRuns: 2000 },
    );
  });

  it('has it taken out without being parsed', () => {
    const image = Buffer.alloc(3000, 'photo').toString('base64');
    const lifted = liftImage(Buffer.from(JSON.stringify({ image, top_num: 3 })));
    expect(JSON.parse(String(lifted?.rest))).toEqual({ image: mark, top_num: 3 });
    expect(String(lifted?.image)).toBe(image);
  });

  it.each([
    ['a short one', { image: 'AAAA', top_num: 3 }],
    ['a backslash before its end', { note: 'a\\b', image: 'A'.repeat(2000) }],
    ['more than 16 strings before it', { notes: Array(40).fill('x'), image: 'A'.repeat(2000) }],
  ])('is left as it is with %s', (_what, body) => {
    expect(liftImage(Buffer.from(JSON.stringify(body)))).toBeUndefined();
  });
});
