import { Transformer } from '@napi-rs/image';
import { describe, expect, it } from 'vitest';
import { draw } from './draw.js';
import { asFiled, encode, type Format } from './picture-file.js';

// An odd width, so that a bitmap's rows need padding.
const picture = draw('hole', 3, { width: 67, height: 50 });

/** Grey levels as a decoder that had no part in the writing sees them. */
async function decode(file: Uint8Array): Promise<{ size: object; data: number[] }> {
  const image = new Transformer(Buffer.from(file));
  const { width, height } = await image.metadata();
  const pixels = await image.rawPixels();
  const channels = pixels.length / (width * height);
  return {
    size: { width, height },
    data: [...pixels].filter((_, at) => at % channels === 0),
  };
}

describe('a picture as a file', () => {
  it.each(['png', 'bmp'] satisfies Format[])(
    'is read back to the byte from a %s',
    async (format) => {
      const { size, data } = await decode(await encode(picture, format));
      expect(size).toEqual({ width: 67, height: 50 });
      expect(data).toEqual([...picture.data]);
      expect(await asFiled(picture, format)).toEqual(picture);
    },
  );

  it('is read back with small losses from a jpg, which are the losses that are judged', async () => {
    const { size, data } = await decode(await encode(picture, 'jpg'));
    const filed = await asFiled(picture, 'jpg');
    expect(size).toEqual({ width: 67, height: 50 });
    expect([...filed.data]).not.toEqual([...picture.data]);
    data.forEach((level, at) => {
      expect(Math.abs(level - (filed.data[at] ?? 0))).toBeLessThanOrEqual(2);
    });
  });
});
