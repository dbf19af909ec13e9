import { open, writeFile } from 'node:fs/promises';
import { crc32, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openArchive } from './archive.js';
import { generous, Scene } from './scene.fixture.js';
import { pax, tarEntry } from './tar.fixture.js';
import { directoryHeader, localHeader, zip64End, zip64Field } from './zip.fixture.js';

const gibi = 2 ** 30;
const mebi = 2 ** 20;
const zeros = Buffer.alloc(64 * mebi);

/** `before`, `size` zeros that take no room on the disk, `after`. */
async function hollow(path: string, size: number, [before, after]: [Buffer, Buffer]) {
  await using file = await open(path, 'w');
  await file.write(before, 0, before.length, 0);
  await file.write(after, 0, after.length, before.length + size);
}

async function largeZip(path: string, size: number) {
  let crc = 0;
  for (let left = size; left > 0; left -= zeros.length) crc = crc32(zeros, crc);
  const described = {
    name: Buffer.from('large'),
    method: 0,
    flags: 0,
    crc,
    packed: 0xffffffff,
    size: 0xffffffff,
    extra: zip64Field(size, size),
  };
  const before = localHeader(described);
  const directory = directoryHeader(described, { at: 0, mode: 0o100644 });
  const end = zip64End(1, { at: before.length + size, length: directory.length });
  await hollow(path, size, [before, Buffer.concat([directory, end])]);
}

const tarHead = (size: number) =>
  Buffer.concat([pax({ size: String(size) }), { name: 'large', size: 0 }].map(tarEntry));

const largeTar = (path: string, size: number) =>
  hollow(path, size, [tarHead(size), Buffer.alloc(1024)]);

/** A gzip may be a row of gzips. */
async function largeTarGz(path: string, size: number) {
  const packed = gzipSync(zeros, { level: 1 });
  const many = Array.from({ length: size / zeros.length }, () => packed);
  const end = gzipSync(Buffer.alloc(1024));
  await writeFile(path, Buffer.concat([gzipSync(tarHead(size)), ...many, end]));
}

describe('reading', () => {
  it.each([
    ['zip (zip64)', 2.25 * gibi, largeZip],
    ['tar', 2.25 * gibi, largeTar],
    ['tar.gz', 2.25 * gibi, largeTarGz],
  ])('a %s of gigabytes takes some megabytes', async (_format, size, make) => {
    await using scene = await Scene.make();
    await make(scene.archive, size);
    const before = process.memoryUsage.rss();
    let most = before;
    let bytes = 0;
    const limits = { ...generous, entryBytes: size, bytes: size, ratio: 2000 };
    await using archive = await openArchive(scene.archive, limits);
    for await (const entry of archive.entries()) {
      expect(entry).toMatchObject({ path: 'large', size });
      for await (const chunk of entry.bytes()) {
        bytes += chunk.length;
        if (bytes % (16 * mebi) < chunk.length) most = Math.max(most, process.memoryUsage.rss());
      }
    }
    expect(bytes).toBe(size);
    expect(Math.round((most - before) / mebi)).toBeLessThan(150);
  });

  it('a zip finds a file behind 5 GiB of another', async () => {
    await using scene = await Scene.make();
    const size = 5 * gibi;
    const wide = { method: 0, flags: 0, packed: 0xffffffff, size: 0xffffffff };
    const first = { ...wide, name: Buffer.from('first'), crc: 0, extra: zip64Field(size, size) };
    const text = Buffer.from('behind it');
    const sizes = { crc: crc32(text), packed: text.length, size: text.length };
    const last = { ...wide, ...sizes, name: Buffer.from('last'), extra: Buffer.alloc(0) };
    const before = localHeader(first);
    const at = before.length + size;
    const behind = Buffer.concat([localHeader(last), text]);
    const directory = Buffer.concat([
      directoryHeader(first, { at: 0, mode: 0 }),
      directoryHeader({ ...last, extra: zip64Field(at) }, { at: 0xffffffff, mode: 0 }),
    ]);
    const end = zip64End(2, { at: at + behind.length, length: directory.length });
    await hollow(scene.archive, size, [before, Buffer.concat([behind, directory, end])]);

    const limits = { ...generous, entryBytes: size, bytes: 2 * size };
    await using archive = await openArchive(scene.archive, limits);
    const texts: string[] = [];
    for await (const entry of archive.entries())
      if (entry.path === 'last')
        for await (const chunk of entry.bytes()) texts.push(chunk.toString());
    expect(texts).toEqual(['behind it']);
  });
});
