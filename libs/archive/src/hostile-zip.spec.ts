import { describe, expect, it } from 'vitest';
import { crc32, deflateRawSync } from 'node:zlib';
import { Scene } from './scene.fixture.js';
import { extraField, makeZip, zip64End, type ZipEnd, type ZipPart } from './zip.fixture.js';

const text = 'some contents '.repeat(1000);
const one = (part: Partial<ZipPart>, end?: ZipEnd) =>
  makeZip([{ name: 'a.jpg', data: text, ...part }], end);
const packed = deflateRawSync(Buffer.from(text));

/** Each file's contents are the next file, header and all: the last one's bytes count for every one. */
function matryoshka(): Buffer {
  const core = Buffer.alloc(100_000, 'z');
  const files: { name: string; data: Buffer }[] = [{ name: 'f0', data: core }];
  for (let count = 1; count < 10; count += 1) {
    const inner = files[0]!;
    const zip = makeZip([{ ...inner, method: 0 }]);
    files.unshift({ name: `f${count}`, data: zip.subarray(0, 30 + 2 + inner.data.length) });
  }
  const listed = files.slice(1).map(({ name, data }, index) => ({
    name,
    method: 0,
    directory: {
      offset: 32 * (index + 1),
      size: data.length,
      packed: data.length,
      crc: crc32(data),
    },
  }));
  return makeZip([{ ...files[0]!, method: 0 }, ...listed]);
}

const refused: [title: string, bytes: Buffer, reason: string, sentence: string][] = [
  ['has no files', makeZip([]), 'empty', 'the zip holds 0 files'],
  ['has nothing but folders', makeZip([{ name: 'a/' }]), 'empty', 'the zip holds 0 files'],
  ['has a symbolic link', one({ mode: 0o120777 }), 'link', '"a.jpg" is a symbolic link'],
  ['has a fifo', one({ mode: 0o010644 }), 'special', '"a.jpg" is a fifo'],
  ['has a character device', one({ mode: 0o020644 }), 'special', 'is a character-device'],
  ['has a block device', one({ mode: 0o060644 }), 'special', 'is a block-device'],
  ['has a socket', one({ mode: 0o140644 }), 'special', 'is a socket'],
  [
    'has a folder by its mode',
    one({ mode: 0o040755 }),
    'contradiction',
    'is a folder by its mode, not by its name',
  ],
  [
    'has contents in a folder',
    one({ name: 'a/', method: 0 }),
    'contradiction',
    `"a/" is a folder of ${text.length} bytes`,
  ],
  ['is encrypted', one({ flags: 1 }), 'encrypted', '"a.jpg" needs a password'],
  ['is strongly encrypted', one({ flags: 0x41 }), 'encrypted', 'strong encryption'],
  [
    'is packed with LZMA',
    one({ method: 14 }),
    'compression',
    '"a.jpg" is packed with method 14, taken are 0 and 8',
  ],
  ['is packed with Deflate64', one({ method: 9 }), 'compression', 'packed with method 9'],
  [
    'has another name before the contents',
    one({ local: { name: Buffer.from('b.jpg') } }),
    'contradiction',
    '"a.jpg" has a name this in the directory, another before its contents',
  ],
  [
    'has another size before the contents',
    one({ local: { size: 7 } }),
    'contradiction',
    `"a.jpg" has a size of ${text.length} in the directory, 7 before its contents`,
  ],
  [
    'has no size before the contents',
    one({ local: { size: 0 } }),
    'contradiction',
    `a size of ${text.length} in the directory, 0 before`,
  ],
  [
    'has another packed size before the contents',
    one({ local: { packed: 7 } }),
    'contradiction',
    `a packed size of ${packed.length} in the directory, 7 before`,
  ],
  [
    'has another checksum before the contents',
    one({ local: { crc: 7 } }),
    'contradiction',
    'the checksum',
  ],
  [
    'has another compression before the contents',
    one({ local: { method: 0 } }),
    'contradiction',
    'has compression 8 in the directory, 0 before its contents',
  ],
  [
    'is encrypted in one place only',
    one({ local: { flags: 0x801 } }),
    'contradiction',
    'has encryption one in the directory, another before its contents',
  ],
  [
    'unpacks to more than it says, read no further than it shows',
    one({ data: Buffer.alloc(2 ** 24), local: { size: 5 }, directory: { size: 5 } }),
    'contradiction',
    '"a.jpg" announces 5 bytes and holds 16384 or more',
  ],
  [
    'unpacks to less than it says',
    one({ local: { size: 99_999 }, directory: { size: 99_999 } }),
    'contradiction',
    `"a.jpg" announces 99999 bytes and holds ${text.length}`,
  ],
  [
    'stores another size than it says',
    one({ method: 0, local: { size: 5 }, directory: { size: 5 } }),
    'contradiction',
    'size mismatch for stored file',
  ],
  [
    'hides bytes behind the compressed ones',
    one({ contents: Buffer.concat([packed, Buffer.from('hidden')]) }),
    'contradiction',
    `"a.jpg" announces ${packed.length + 6} packed bytes and holds ${packed.length}`,
  ],
  [
    'has other contents than were packed',
    one({ contents: deflateRawSync(Buffer.from(text.replace('some', 'sane'))) }),
    'checksum',
    `"a.jpg" sums to`,
  ],
  [
    'has damaged contents',
    one({ contents: Buffer.alloc(100, 0xff) }),
    'corrupt',
    '"a.jpg" invalid block type',
  ],
  [
    'has contents that break off',
    one({ contents: packed.subarray(0, packed.length - 5) }),
    'truncated',
    '"a.jpg" ends amid compressed data',
  ],
  ['is cut off', one({}).subarray(0, 100), 'truncated', 'End of central directory'],
  ['is cut off by one byte', one({}).subarray(0, -1), 'truncated', 'End of central directory'],
  [
    'has an extra field longer than its room',
    one({ extra: Buffer.from([1, 0, 200, 0]) }),
    'corrupt',
    'extra field length exceeds',
  ],
  [
    'lists more than it announces',
    makeZip([{ name: 'a' }, { name: 'b' }], { count: 1 }),
    'contradiction',
    'announces 1 entries, and its directory goes on after them',
  ],
  [
    'announces more than it lists',
    makeZip([{ name: 'a' }], { count: 2 }),
    'truncated',
    'unexpected EOF',
  ],
  [
    'points outside itself',
    one({ directory: { offset: 2 ** 31 } }),
    'truncated',
    '"a.jpg" unexpected EOF',
  ],
  [
    'hides another end in its comment',
    one({}, { comment: makeZip([]) }),
    'contradiction',
    'announces 0 entries, and its directory goes on after them',
  ],
  [
    'has files that lie in each other',
    matryoshka(),
    'overlap',
    '"f8" brings it to 200608 bytes, the zip has 100608',
  ],
  [
    'is split over disks',
    Buffer.concat([Buffer.from('PK\x07\x08'), one({})]),
    'unknown-format',
    'it is a part of a split zip',
  ],
];

describe('a zip', () => {
  it.each(refused)('that %s is refused', async (_title, bytes, reason, sentence) => {
    await using scene = await Scene.make();
    expect(await scene.refusal(bytes)).toEqual([reason, expect.stringContaining(sentence)]);
  });

  it('that announces a million entries is refused before one is read', async () => {
    await using scene = await Scene.make();
    const head = Buffer.alloc(1000);
    one({}).copy(head);
    const bytes = Buffer.concat([head, zip64End(1_000_000, { at: 1000, length: 0 })]);
    expect(await scene.refusal(bytes)).toEqual([
      'entries',
      'too many files: 1000000 entries, at most 1000 are taken',
    ]);
  });

  it('that has a hundred thousand entries and announces ten of them is refused', async () => {
    await using scene = await Scene.make();
    const parts = Array.from({ length: 100_000 }, (_, index) => ({ name: `${index}`, method: 0 }));
    expect(await scene.refusal(makeZip(parts, { count: 10 }))).toEqual([
      'contradiction',
      expect.stringContaining('announces 10 entries'),
    ]);
  });

  it('is not misled by a field that it does not know', async () => {
    await using scene = await Scene.make();
    await scene.extract(one({ extra: extraField(0x5455, Buffer.alloc(5)) }));
    expect(await scene.files()).toEqual({ 'a.jpg': text });
  });
});
