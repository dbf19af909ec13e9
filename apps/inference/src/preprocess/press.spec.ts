import { manifestSchema, type ManifestInput } from '@easel/models';
import { describe, expect, it } from 'vitest';
import type { Part, Picture } from '../pictures/picture.js';
import { planFor } from './prepare.js';
import type { Press } from './press.js';

const MIB = 2 ** 20;

const pressFor = (preprocess: ManifestInput['preprocess'] = {}, side = 32) =>
  planFor(manifestSchema.parse({ format: 1, input: { width: side, height: side }, preprocess }));

/** No two pixels of a row or column alike. */
function picture(width: number, height: number, shift = 0): Picture {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 7 + shift) & 255);
  return { width, height, data };
}

describe('a press', () => {
  it('makes the same of a picture that was decoded into its memory as of one that was not', () => {
    const elsewhere = picture(97, 61);
    const expected = pressFor().prepare(elsewhere).slice();
    const press = pressFor();
    const data = press.room(elsewhere.data.length);
    data.set(elsewhere.data);
    expect(press.prepare({ ...elsewhere, data })).toEqual(expected);
  });

  it('makes of a picture what it makes of it alone, whatever came before', () => {
    const press = pressFor({ resize: { mode: 'contain', fill: 9 } });
    const sizes = [
      [40, 30],
      [900, 300],
      [30, 40],
      [17, 400],
      [40, 30],
      [33, 33],
    ] as const;
    for (const [width, height] of sizes) {
      const alone = pressFor({ resize: { mode: 'contain', fill: 9 } });
      expect(press.prepare(picture(width, height))).toEqual(alone.prepare(picture(width, height)));
    }
  });

  it('keeps to the rows and columns of the picture, whatever lies behind them in memory', () => {
    const press = pressFor();
    const clean = press.prepare(picture(50, 41)).slice();
    press.room(MIB).fill(255);
    expect(press.prepare(picture(50, 41))).toEqual(clean);
  });

  it.each(['RGB', 'BGR', 'GREY'] as const)(
    'takes rows as a BMP has them, for a %s model',
    (channels) => {
      const rgb = picture(21, 16);
      const stride = 64;
      const data = new Uint8Array(stride * 15 + 63);
      for (let at = 0; at < rgb.data.length; at += 1) {
        const [y, x] = [Math.floor(at / 63), at % 63];
        data[stride * (15 - y) + 3 * Math.floor(x / 3) + 2 - (x % 3)] = rgb.data[at] ?? 0;
      }
      for (const layout of ['NCHW', 'NHWC'] as const) {
        const input = { width: 9, height: 7, channels, layout };
        const press = planFor(manifestSchema.parse({ format: 1, input }));
        const expected = press.prepare(rgb).slice();
        const stored = { top: stride * 15, stride: -stride };
        expect(press.prepare({ width: 21, height: 16, data, stored })).toEqual(expected);
      }
    },
  );

  it.each([
    ['begins elsewhere', { x: 0.875, y: 0.5, width: 12.125, height: 12.5 }],
    ['ends elsewhere', { x: 0, y: 0, width: 12.5, height: 12.875 }],
  ])('makes of a shrunk picture that %s what it makes of it alone', (_, covered) => {
    const shrunkTo = (covered: Part): Picture => ({
      ...picture(13, 13),
      shrunk: { full: { width: 97, height: 100 }, covered },
    });
    const expected = pressFor({}, 9).prepare(shrunkTo(covered)).slice();
    const press = pressFor({}, 9);
    const before = press.prepare(shrunkTo({ x: 0, y: 0, width: 12.125, height: 12.5 })).slice();
    expect(press.prepare(shrunkTo(covered))).toEqual(expected);
    expect(before).not.toEqual(expected);
  });

  // Buffers are compared one level up: a matcher that fails prints all of their bytes.
  const rooms = (press: Press, sizes: readonly number[]) =>
    sizes.map((bytes) => press.room(bytes).buffer);

  it('gives up the memory of a huge picture when many after it did without', () => {
    const buffers = rooms(pressFor(), [40 * MIB, ...Array<number>(40).fill(MIB)]);
    const last = buffers.at(-1);
    expect(last?.byteLength).toBeLessThan(4 * MIB);
    expect([buffers[1] === buffers[0], buffers.at(-2) === last]).toEqual([true, true]);
  });

  it('keeps the memory of huge pictures while they come now and then', () => {
    const sizes = Array.from({ length: 100 }, (_, i) => (i % 20 === 0 ? 40 * MIB : MIB));
    expect(new Set(rooms(pressFor(), sizes)).size).toBe(1);
  });

  it('keeps the memory of pictures that need more than is always kept only once they are narrow', () => {
    const press = pressFor();
    const tall = { width: 1360, height: 4096, data: new Uint8Array(1360 * 4096 * 3) };
    expect(tall.data.length).toBeLessThan(16 * MIB);
    const buffers = Array.from({ length: 40 }, () => press.prepare(tall).buffer);
    expect(buffers[0]?.byteLength).toBeGreaterThan(16 * MIB);
    expect(new Set(buffers).size).toBe(1);
  });

  it.each([
    [{ mode: 'stretch' }, 256, 127, 1],
    [{ mode: 'stretch' }, 256, 128, 2],
    [{ mode: 'stretch' }, 256, 256, 4],
    [{ mode: 'stretch' }, 4096, 511, 4],
    [{ mode: 'stretch' }, 4096, 512, 8],
    [{ mode: 'stretch' }, 4096, 4096, 8],
    [{ mode: 'cover' }, 4096, 256, 4],
    [{ mode: 'contain' }, 256, 200, 4],
    [{ mode: 'shorter-side-crop', shorterSide: 64 }, 4096, 512, 4],
  ] as const)('of %o lets %d x %d be decoded smaller: 1/%d', (resize, width, height, by) => {
    expect(pressFor({ resize }).shrink({ width, height })).toBe(by);
  });
});
