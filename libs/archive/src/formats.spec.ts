import { crc32, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isMacClutter, nameOnDisk } from './names-on-disk.js';
import { Scene } from './scene.fixture.js';
import { gnuLongName, makeTar, pax, type TarPart } from './tar.fixture.js';
import { extraField, makeZip, sizesFollow, utf8Name, zip64Field } from './zip.fixture.js';

const gbk = Buffer.from([0xd5, 0xd5, 0xc6, 0xac, 0x2e, 0x6a, 0x70, 0x67]); // 照片.jpg
const long = `${'folder/'.repeat(20)}${'长'.repeat(40)}.jpg`;

describe.each([
  ['zip', makeZip],
  ['tar', makeTar],
  ['tar.gz', (parts: TarPart[]) => gzipSync(makeTar(parts))],
] as const)('a %s', (_format, make) => {
  it('gives its files, folders made on the way', async () => {
    await using scene = await Scene.make();
    const photo = 'a photo '.repeat(10_000);
    const { written } = await scene.extract(
      make([
        { name: './', ...folder },
        { name: 'photos/', ...folder },
        { name: './photos/1.jpg', data: photo },
        { name: 'photos/day two//2.jpg', data: '' },
        { name: 'labels.txt', data: 'a\nb\n' },
        { name: 'photos/', ...folder },
      ]),
    );
    expect(await scene.files()).toEqual({
      'labels.txt': 'a\nb\n',
      'photos/1.jpg': photo,
      'photos/day two/2.jpg': '',
    });
    expect(written).toEqual([
      { path: 'photos/1.jpg', as: 'photos/1.jpg', size: photo.length },
      { path: 'photos/day two/2.jpg', as: 'photos/day two/2.jpg', size: 0 },
      { path: 'labels.txt', as: 'labels.txt', size: 4 },
    ]);
  });

  it('has names in UTF-8 and in GBK, side by side', async () => {
    await using scene = await Scene.make();
    const utf8 = Buffer.from('é照片.jpg');
    await scene.extract(
      make([
        { name: utf8, data: 'u' },
        { name: gbk, data: 'g' },
      ]),
    );
    expect(await scene.files()).toEqual({ 'é照片.jpg': 'u', '照片.jpg': 'g' });
  });

  it('keeps an archive within it as the file that it is', async () => {
    await using scene = await Scene.make();
    const inner = make([{ name: '../evil', data: 'x' }]);
    await scene.extract(make([{ name: 'inner.zip', data: inner }]));
    expect(Object.keys(await scene.files())).toEqual(['inner.zip']);
  });

  it('can be taken under numbers, with what macOS added left out and said', async () => {
    await using scene = await Scene.make();
    const names = ['a/照片.JPG', '__MACOSX/a/._x', 'a/.DS_Store', '._x', 'b.tar.gz', 'c.p/d'];
    const extracted = await scene.extract(make(names.map((name) => ({ name, data: name }))), {
      accept: (entry, index) =>
        isMacClutter(entry) ? 'leave-out' : { as: nameOnDisk(entry, index) },
    });
    expect(await scene.files()).toEqual({
      '00000000.jpg': 'a/照片.JPG',
      '00000004.gz': 'b.tar.gz',
      '00000005': 'c.p/d',
    });
    expect(extracted.leftOut).toEqual(['__MACOSX/a/._x', 'a/.DS_Store', '._x']);
    expect(extracted.written[0]).toEqual({ path: 'a/照片.JPG', as: '00000000.jpg', size: 12 });
  });
});

/** Only a tar says by more than its name that an entry is a folder. */
const folder = { type: '5', mode: 0o040755, method: 0 };

describe('a zip', () => {
  it('is read as its flag and its fields say a name is meant', async () => {
    await using scene = await Scene.make();
    const unicode = (of: Buffer, name: string) => {
      const head = Buffer.alloc(5, 1);
      head.writeUInt32LE(crc32(of), 1);
      return extraField(0x7075, Buffer.concat([head, Buffer.from(name)]));
    };
    const local = Buffer.from('local.jpg');
    await scene.extract(
      makeZip([
        { name: Buffer.from('flagged照片.jpg'), flags: utf8Name, data: 'f' },
        { name: local, extra: unicode(local, '字段.jpg'), data: 'beside' },
        { name: Buffer.from('renamed.jpg'), extra: unicode(local, 'stale.jpg'), data: 'r' },
      ]),
    );
    expect(Object.keys(await scene.files())).toEqual([
      'flagged照片.jpg',
      'renamed.jpg',
      '字段.jpg',
    ]);
  });

  it('may have been written in one pass, its sizes after the contents, in either width', async () => {
    await using scene = await Scene.make();
    const unknown = { crc: 0, packed: 0, size: 0 };
    await scene.extract(
      makeZip([
        { name: 'a', data: 'first', flags: sizesFollow, local: unknown },
        {
          name: 'b',
          data: 'second',
          method: 0,
          flags: sizesFollow,
          local: { crc: 0, packed: 0xffffffff, size: 0xffffffff, extra: zip64Field(0, 0) },
        },
        {
          name: 'c',
          data: 'third',
          method: 0,
          local: { packed: 0xffffffff, size: 0xffffffff, extra: zip64Field(5, 5) },
          directory: { packed: 0xffffffff, size: 0xffffffff, extra: zip64Field(5, 5) },
        },
      ]),
    );
    expect(await scene.files()).toEqual({ a: 'first', b: 'second', c: 'third' });
  });
});

describe('a tar', () => {
  it('has long names as GNU tar writes them, and as POSIX has them', async () => {
    await using scene = await Scene.make();
    const gnu = Buffer.concat([Buffer.from('g/'.repeat(60)), gbk]);
    await scene.extract(
      makeTar([
        gnuLongName(gnu),
        { name: gnu, data: 'gnu' },
        pax({ path: long, mtime: '1.5' }),
        { name: 'short', data: 'posix' },
        { name: 'plain', data: 'plain' },
      ]),
      { limits: { depth: 100 } },
    );
    expect(await scene.files()).toEqual({
      [long]: 'posix',
      [`${'g/'.repeat(60)}照片.jpg`]: 'gnu',
      plain: 'plain',
    });
  });
});
