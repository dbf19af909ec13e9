import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32, createDeflate } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decode } from './decode.js';
import { inspect } from './inspect.js';
import { blank } from './testing/corpus.js';

const SIDE = 4096;

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** A black RGB PNG, packed row by row so that making it does not take the memory that is measured. */
async function hugePng(): Promise<Buffer> {
  const row = Buffer.alloc(1 + SIDE * 3);
  const rows = Readable.from(Array.from({ length: SIDE }, () => row));
  const size = Buffer.alloc(8);
  size.writeUInt32BE(SIDE, 0);
  size.writeUInt32BE(SIDE, 4);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', Buffer.concat([size, Buffer.from([8, 2, 0, 0, 0])])),
    chunk('IDAT', await buffer(rows.pipe(createDeflate({ level: 9 })))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('a small file of many pixels', () => {
  it('takes the memory that its header says, and not much more', async () => {
    const file = await hugePng();
    expect(file.length).toBeLessThan(60_000);
    const header = inspect(file);
    expect(header.decodedBytes).toBe(SIDE * SIDE * 3);

    const before = process.memoryUsage.rss();
    const { data } = await decode(file, header, { exifOrientation: true, canvas: blank });
    const peak = process.resourceUsage().maxRSS * 1024;

    expect(data).toHaveLength(SIDE * SIDE * 3);
    expect(peak - before).toBeLessThan(2 * header.decodedBytes);
  });

  it('gives its memory back, however many of them come', async () => {
    const file = await hugePng();
    const header = inspect(file);
    const before = process.memoryUsage.rss();
    for (let i = 0; i < 12; i += 1)
      await decode(file, header, { exifOrientation: true, canvas: blank });
    const peak = process.resourceUsage().maxRSS * 1024;
    expect(peak - before).toBeLessThan(6 * header.decodedBytes);
  });
});
