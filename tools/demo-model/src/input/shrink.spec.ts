import { describe, expect, it } from 'vitest';
import { shrink } from './shrink.js';

const source = {
  width: 11,
  height: 7,
  data: Uint8Array.from({ length: 77 }, (_, at) => {
    const [x, y] = [at % 11, Math.floor(at / 11)];
    return (x * 37 + y * 91 + x * y * 13) % 256;
  }),
};

describe('shrinking a picture', () => {
  // From Pillow 13.0.0: Image.fromarray(source).resize(size, Image.BILINEAR).
  it.each([
    [{ width: 4, height: 3 }, [115, 137, 134, 105, 128, 144, 131, 133, 112, 146, 138, 143]],
    [{ width: 3, height: 2 }, [127, 138, 119, 124, 140, 139]],
  ])('to %o gives what Pillow gives', (size, expected) => {
    expect([...shrink(source, size)]).toEqual(expected);
  });

  it('leaves a picture of the right size as it is', () => {
    expect(shrink(source, { width: 11, height: 7 })).toEqual(source.data);
  });
});
