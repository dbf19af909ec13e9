import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ArchiveReason } from './archive-error.js';
import type { Limits } from './limits.js';
import { Scene } from './scene.fixture.js';
import { makeTar, type TarPart } from './tar.fixture.js';
import { makeZip } from './zip.fixture.js';

const three = ['a', 'b', 'c'].map((name) => ({ name, data: 'x'.repeat(1000) }));
const zeros = [{ name: 'zeros', data: Buffer.alloc(2 ** 21) }];
const tarGz = (parts: TarPart[]) => gzipSync(makeTar(parts));

describe.each([
  ['zip', makeZip],
  ['tar', makeTar],
  ['tar.gz', tarGz],
] as const)('a %s', (_format, make) => {
  it.each<[keyof Limits, number, ArchiveReason, string]>([
    ['entries', 2, 'entries', 'at most 2 are taken'],
    ['entryBytes', 999, 'entry-bytes', '"a" has 1000 bytes, at most 999 are taken'],
    ['bytes', 2999, 'bytes', '"c" makes it 3000 bytes, at most 2999 are taken'],
  ])('over the limit of %s by one is refused', async (limit, most, reason, sentence) => {
    await using scene = await Scene.make();
    expect(await scene.refusal(make(three), { limits: { [limit]: most } })).toEqual([
      reason,
      expect.stringContaining(sentence),
    ]);
  });

  it('at all of its limits is taken', async () => {
    await using scene = await Scene.make();
    const limits = {
      entries: 3,
      entryBytes: 1000,
      bytes: 3000,
      ratio: 0.1,
      pathBytes: 1,
      depth: 1,
    };
    expect((await scene.extract(make(three), { limits })).written).toHaveLength(3);
  });

  it('stops when told to, between two chunks', async () => {
    await using scene = await Scene.make();
    const bytes = make([{ name: 'big', data: Buffer.alloc(2 ** 21, 'abc') }, ...three]);
    const stop = new AbortController();
    const terms = {
      limits: { ratio: 10_000 },
      signal: stop.signal,
      accept: ({ path }: { path: string }) => {
        stop.abort(new Error('the batch was cancelled'));
        return { as: path };
      },
    };
    expect(await scene.refusal(bytes, terms)).toEqual([
      'stopped',
      'stopped: "big" the batch was cancelled',
    ]);
  });
});

describe('a bomb', () => {
  it.each([
    ['zip', makeZip(zeros)],
    ['tar.gz', tarGz(zeros)],
  ])('is refused as a %s', async (_format, bytes) => {
    await using scene = await Scene.make();
    const [reason, message] = await scene.refusal(bytes);
    expect(reason).toBe('ratio');
    expect(message).toMatch(/^unpacks to suspiciously much: .*\d{4} bytes unpack to \d{7} or more/);
    expect(message).toContain('at most 100 times as many are taken');
  });

  it('may be nothing but padding', async () => {
    await using scene = await Scene.make();
    const bytes = gzipSync(Buffer.concat([makeTar(three), Buffer.alloc(2 ** 22)]));
    expect((await scene.refusal(bytes))[0]).toBe('ratio');
  });
});
