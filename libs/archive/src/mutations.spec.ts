import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Scene } from './scene.fixture.js';
import { gnuLongName, makeTar, pax } from './tar.fixture.js';
import { makeZip, zip64Field } from './zip.fixture.js';

const files = [
  { name: 'a.txt', data: 'some contents '.repeat(100) },
  { name: 'd/b', data: 'b', extra: zip64Field(1, 1) },
];
const tar = makeTar([gnuLongName('long/name'), ...files, pax({ path: 'p', size: '3' }), files[0]!]);

const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
});

describe.each([
  ['zip', makeZip(files)],
  ['tar', tar],
  ['tar.gz', gzipSync(tar)],
])('a %s with bytes changed anywhere', (_format, whole) => {
  it('is taken or refused as an archive is, and never reaches outside', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
        const bytes = Buffer.from(whole);
        for (const { at, bytes: put } of mutations)
          bytes.set(put.subarray(0, bytes.length), Math.floor(at * Math.max(0, bytes.length - 8)));
        await using scene = await Scene.make();
        // `refusal` throws whatever is not an ArchiveError, and both look around for what was written.
        const taken = await scene.extract(bytes).then(
          ({ written }) => written.length,
          (error: unknown) => error,
        );
        if (typeof taken !== 'number') expect(taken).toHaveProperty('reason');
      }),
      { numRuns: 200 },
    );
  });
});
