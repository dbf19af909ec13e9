import { deflateSync, crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { family, pssMib } from '@easel/bench/processes';
import { demo, TestSite } from './test-site.js';
import { example, small } from './fixtures.js';

/** What a damaged picture may be answered with. */
const fair = ['ok', '336004', '336005'];

describe('damaged and hostile pictures', () => {
  let site: TestSite;
  let lanes: number[];
  const inference = () => family(site.pid('inference'));

  const outcome = async (bytes: Uint8Array) => {
    const answer = await site.client.classify(demo, bytes, 1);
    return 'error_code' in answer ? String(answer.error_code) : 'ok';
  };
  /** Eight at a time, as callers would come. */
  const outcomes = async (pictures: Uint8Array[]) => {
    const seen = new Set<string>();
    const rest = pictures.values();
    const work = async () => {
      for (const picture of rest) seen.add(await outcome(picture));
    };
    await Promise.all(Array.from({ length: 8 }, work));
    return [...seen].sort();
  };

  beforeAll(async () => {
    site = await TestSite.start();
    lanes = inference();
  });
  afterAll(() => site[Symbol.asyncDispose]());

  it.each(['jpg', 'png', 'bmp'] as const)(
    'a .%s cut at every 64th byte is a fault of the picture, and no lane dies',
    async (extension) => {
      const bytes = await small(extension);
      const cuts = Array.from({ length: Math.floor((bytes.length - 64) / 64) }, (_, i) =>
        bytes.subarray(0, 64 + i * 64),
      );
      expect(cuts.length).toBeGreaterThan(20);
      const seen = await outcomes(cuts);
      expect(seen).toContain('336005');
      expect(fair).toEqual(expect.arrayContaining(seen));
      expect(inference()).toEqual(lanes);
    },
  );

  it('2,000 flipped bytes are a fault of the picture or none, and no lane dies', async () => {
    const random = mulberry32(20_26);
    const pictures = await Promise.all((['jpg', 'png', 'bmp'] as const).map(small));
    const flipped = Array.from({ length: 2_000 }, (_, i) => {
      const bytes = Buffer.from(pictures[i % 3]!);
      // Headers are where the harm is: half of the flips go there.
      const reach = i % 2 === 0 ? 256 : bytes.length;
      const at = Math.floor(random() * reach);
      bytes[at] = bytes[at]! ^ (1 + Math.floor(random() * 255));
      return bytes;
    });
    const seen = await outcomes(flipped);
    expect(seen).toContain('336005');
    expect(fair).toEqual(expect.arrayContaining(seen));
    expect(inference()).toEqual(lanes);
  });

  it('a header that claims 65,535 x 65,535 is refused before anything is decoded', async () => {
    const response = await fetch(`${site.url}/${demo}/ImageClassification`, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: new Uint8Array(png(65_535, 65_535, Buffer.alloc(100))),
    });
    // A hundred zeros are no pixels: whoever began to decode them would answer 336005.
    expect(await response.json()).toMatchObject({
      error_code: 336004,
      error_msg: expect.stringContaining('longest side 65535 px, at most 4096'),
    });
    expect(response.headers.get('server-timing')).toMatch(/^parse;dur=[\d.]+$/);
  });

  it('a 4096x4096 PNG packed to 50 KB costs the memory of its pixels and no more, again and again', async () => {
    const side = 4096;
    const packed = png(side, side, deflateSync(Buffer.alloc(side * (1 + side * 3)), { level: 9 }));
    expect(packed.length).toBeLessThan(60_000);
    await outcome(packed);
    const before = pssMib(inference());
    let highest = 0;
    const watch = setInterval(() => (highest = Math.max(highest, pssMib(inference()))), 20);
    const seen = await outcomes(Array.from({ length: 12 }, () => packed));
    clearInterval(watch);
    expect(seen).toEqual(['ok']);
    // 48 MiB of pixels, and a second copy while they are resized; at most four pictures are in two lanes.
    expect(highest - before).toBeLessThan(4 * 2 * 48 + 50);
    expect(inference()).toEqual(lanes);
  });

  it('a good picture is still answered as before', async () => {
    const { bytes, label } = example('jpg');
    expect(await site.client.classify(demo, bytes, 1)).toMatchObject({
      results: [{ name: label }],
    });
  });
});

/** An 8-bit RGB PNG of one data chunk. */
function png(width: number, height: number, data: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, body: Buffer) => {
    const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(typed));
    return Buffer.concat([length, typed, check]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The same numbers in every run. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
