import { describe, expect, it } from 'vitest';
import {
  decodeClassifyRequest,
  encodeClassifyRequest,
  MalformedRequest,
} from './classify-request.js';
import { ClassifyRequest } from './gen/easel/inference/v1/inference.js';

const picture = {
  deployment: 'line-a',
  topNum: 5,
  deadlineMs: 10_000,
  logId: 2 ** 52 + 1,
  traceparent: '',
  tracestate: '',
  background: false,
  version: '',
};

const request: ClassifyRequest = {
  asks: [
    { id: 1, action: { $case: 'picture', value: picture } },
    { id: 2, action: { $case: 'cancel', value: {} } },
    { id: 3, action: { $case: 'picture', value: { ...picture, logId: 7 } } },
  ],
  images: [Buffer.alloc(100_000, 1), Buffer.from([1, 2, 3])],
};

describe('a request to classify', () => {
  it('is what the generated code reads', () => {
    expect(ClassifyRequest.decode(encodeClassifyRequest(request))).toEqual(request);
  });

  it('is read as the generated code writes it', () => {
    const written = Buffer.from(ClassifyRequest.encode(request).finish());
    expect(decodeClassifyRequest(written)).toEqual(request);
  });

  it('is read without copying its images', () => {
    const written = encodeClassifyRequest(request);
    const [image] = decodeClassifyRequest(written).images;
    expect(image?.buffer).toBe(written.buffer);
  });

  it('is read past fields that a newer caller writes', () => {
    const newer = Buffer.from([0x1a, 2, 0xff, 0xff, 0x20, 9]);
    const written = Buffer.concat([newer, encodeClassifyRequest(request), newer]);
    expect(decodeClassifyRequest(written)).toEqual(request);
  });

  it.each([
    ['a number in place of its asks', [0x08, 5], 'field 1 has wire type 0, it must be 2'],
    ['fixed bytes in place of an image', [0x15, 1, 2, 3, 4], 'field 2 has wire type 5'],
    ['an ask that is longer than it says', [0x0a, 1, 0x08, 0x05], 'beyond its 1 bytes'],
    ['a wire type that there is not', [0x1f, 0], 'by byte 1'],
  ])('with %s is refused', (_what, bytes, words) => {
    const read = () => decodeClassifyRequest(Buffer.from(bytes));
    expect(read).toThrow(MalformedRequest);
    expect(read).toThrow(words);
  });

  it('cut anywhere is refused, or lacks what came last', () => {
    const written = encodeClassifyRequest({ ...request, images: [Buffer.alloc(20, 1)] });
    for (let length = 0; length < written.length; length += 1) {
      let read: ClassifyRequest | undefined;
      try {
        read = decodeClassifyRequest(written.subarray(0, length));
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedRequest);
      }
      if (read) expect(read.images).toEqual([]);
    }
  });
});
