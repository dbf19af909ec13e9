import { EaselError, type Code } from '@easel/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPicture, type Envelope } from './picture.js';

const envelope = (contentType?: string, query = ''): Envelope => ({
  contentType,
  url: `/steel/ImageClassification?${query}`,
});
const callersFault: Code[] = [336001, 336002, 336003, 336004, 336006];
const refusal = (read: () => unknown) => {
  try {
    read();
    return undefined;
  } catch (thrown) {
    return thrown instanceof EaselError ? thrown.code : thrown;
  }
};

const types = fc.oneof(
  fc.constantFrom(
    undefined,
    '',
    'application/json',
    'application/json; charset=GBK',
    'application/jsn',
    'application/x-www-form-urlencoded',
    'text/plain',
    ';;;',
  ),
  fc.string(),
);

describe('a body', () => {
  it('of any bytes at all is a picture or the fault of its sender', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .record({ image: fc.jsonValue(), top_num: fc.jsonValue() })
        .map((value) => Buffer.from(JSON.stringify(value))),
    );
    fc.assert(
      fc.property(anything, types, (body, type) => {
        const code = refusal(() => readPicture(Buffer.from(body), envelope(type)));
        expect(code === undefined || callersFault.includes(code as Code)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('with a picture in it is read whatever its Content-Type says and whatever else is in it', () => {
    const request = fc.record({
      bytes: fc.uint8Array({ minLength: 1, maxLength: 100 }),
      topNum: fc.integer({ min: 1, max: 1000 }),
      extra: fc.dictionary(
        fc.string().filter((key) => key !== 'image' && key !== 'top_num'),
        fc.jsonValue(),
      ),
      bom: fc.constantFrom('', '\uFEFF'),
      type: types,
      indent: fc.constantFrom(0, 2),
    });
    fc.assert(
      fc.property(request, ({ bytes, topNum, extra, bom, type, indent }) => {
        const image = Buffer.from(bytes).toString('base64');
        const body = bom + JSON.stringify({ ...extra, image, top_num: topNum }, null, indent);
        const read = readPicture(Buffer.from(body), envelope(type));
        expect(read).toEqual({ image: Buffer.from(bytes), topNum });
      }),
    );
  });

  it('that is the picture itself is taken as it is, with top_num from the query', () => {
    const file = Buffer.from('{"image":"not looked into"}');
    for (const type of ['image/jpeg', 'image/png', 'image/bmp', ' IMAGE/JPEG ; q=1'])
      expect(readPicture(file, envelope(type, 'access_token=x&top_num=2'))).toEqual({
        image: file,
        topNum: 2,
      });
    expect(readPicture(file, envelope('image/bmp')).topNum).toBe(6);
  });

  it('of JSON gets its top_num from the JSON alone', () => {
    const body = Buffer.from('{"image":"AAAA","top_num":3}');
    expect(readPicture(body, envelope('application/json', 'top_num=9')).topNum).toBe(3);
  });

  it('never shows up in what is said about it', () => {
    for (const text of [
      '{"image":"c2VjcmV0"secret',
      '{"image":secret}',
      'secret',
      '{"secret":"\n"}',
    ]) {
      const read = () => readPicture(Buffer.from(text), envelope());
      expect(read).toThrow(/^JSON不合法: the body is not JSON: ./);
      expect(read).not.toThrow(/c2Vjc|secret/);
    }
  });
});
