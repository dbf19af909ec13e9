import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Scene } from './scene.fixture.js';
import { makeTar, pax, tarEntry } from './tar.fixture.js';

const text = 'some contents '.repeat(1000);
const file = { name: 'a.jpg', data: text };
const whole = makeTar([file]);
const packed = gzipSync(whole);
const link = (type: string) => makeTar([{ name: 'a.jpg', type, linkname: '/etc/passwd' }]);

const broken = Buffer.from(whole);
broken[0] = 0x62;

const flipped = Buffer.from(packed);
flipped.writeUInt32LE(0, packed.length - 8);

const refused: [title: string, bytes: Buffer, reason: string, sentence: string][] = [
  ['has no files', makeTar([]), 'empty', 'the tar holds 0 files'],
  ['has nothing but folders', makeTar([{ name: 'a/', type: '5' }]), 'empty', 'holds 0 files'],
  ['has a symbolic link', link('2'), 'link', '"a.jpg" is a symbolic link'],
  ['has a hard link', link('1'), 'link', '"a.jpg" is a hard link'],
  [
    'writes through a link of its own',
    makeTar([{ name: 'd', type: '2', linkname: '..' }, { name: 'd/evil' }]),
    'link',
    '"d" is a symbolic link',
  ],
  ['has a character device', link('3'), 'special', '"a.jpg" is a character-device'],
  ['has a block device', link('4'), 'special', '"a.jpg" is a block-device'],
  ['has a fifo', link('6'), 'special', '"a.jpg" is a fifo'],
  ['has a contiguous file', link('7'), 'special', '"a.jpg" is a contiguous-file'],
  ['has a sparse file as GNU has it', link('S'), 'special', '"a.jpg" is a sparse file'],
  [
    'has a sparse file as POSIX has it',
    makeTar([pax({ 'GNU.sparse.major': '1', 'GNU.sparse.name': 'a' }), file]),
    'special',
    '"a.jpg" is a sparse file',
  ],
  [
    'has entries within a folder',
    makeTar([{ name: 'd/', type: '5', data: tarEntry({ name: 'evil' }) }]),
    'contradiction',
    '"d/" is a folder of 512 bytes',
  ],
  [
    'is cut off amid a file',
    whole.subarray(0, 3000),
    'truncated',
    '"a.jpg" Unexpected end of data',
  ],
  ['is cut off between two files', tarEntry(file), 'truncated', 'without the mark of a tar'],
  [
    'announces a file larger than itself',
    makeTar([{ ...file, size: 100_000 }]),
    'truncated',
    '"a.jpg" Unexpected end of data',
  ],
  [
    'announces a smaller file than follows',
    makeTar([{ ...file, size: 5 }]),
    'corrupt',
    'Invalid tar header',
  ],
  ['has a damaged header', broken, 'corrupt', 'Invalid tar header'],
  ['has a negative size', makeTar([pax({ size: '-512' }), file]), 'corrupt', 'Invalid header'],
  [
    'goes on with something else',
    Buffer.concat([whole, Buffer.alloc(1024, 'x')]),
    'corrupt',
    'Invalid tar header',
  ],
];

describe('a tar', () => {
  it.each(refused)('that %s is refused', async (_title, bytes, reason, sentence) => {
    await using scene = await Scene.make();
    expect(await scene.refusal(bytes)).toEqual([reason, expect.stringContaining(sentence)]);
  });

  it('is refused alike when it is compressed', async () => {
    for (const [title, bytes, reason] of refused.filter(([, , reason]) => reason !== 'empty')) {
      await using scene = await Scene.make();
      expect((await scene.refusal(gzipSync(bytes)))[0], title).toBe(reason);
    }
  });

  it('whose name fills gigabytes is refused before it is in memory', async () => {
    await using scene = await Scene.make();
    const name = { name: 'long', type: 'L', size: 2 ** 30 };
    expect(await scene.refusal(makeTar([name, file]))).toEqual([
      'corrupt',
      expect.stringContaining('Header exceeds max size'),
    ]);
  });
});

describe('a tar.gz', () => {
  it.each([
    ['is cut off', packed.subarray(0, 60), 'truncated', 'ends amid compressed data'],
    ['is cut off by one byte', packed.subarray(0, -1), 'truncated', 'ends amid compressed data'],
    ['is damaged', Buffer.concat([packed.subarray(0, 30), packed.subarray(40)]), 'corrupt', ''],
    ['does not sum up', flipped, 'corrupt', 'incorrect data check'],
    [
      'goes on with something else',
      Buffer.concat([packed, Buffer.from('hidden')]),
      'corrupt',
      'incorrect header check',
    ],
    [
      'is no tar within',
      gzipSync(text),
      'unknown-format',
      'it is a gzip of something other than a tar',
    ],
    ['is nothing within', gzipSync(''), 'unknown-format', 'other than a tar'],
  ])('that %s is refused', async (_title, bytes, reason, sentence) => {
    await using scene = await Scene.make();
    expect(await scene.refusal(bytes)).toEqual([reason, expect.stringContaining(sentence)]);
  });
});
