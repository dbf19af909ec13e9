import { describe, expect, it } from 'vitest';
import { Scene } from './scene.fixture.js';
import { gnuLongName, makeTar, pax } from './tar.fixture.js';
import { makeZip } from './zip.fixture.js';

const longPart = 'n'.repeat(256);

const refused: [title: string, names: string[], reason: string, sentence: string][] = [
  ['climbs out', ['../evil'], 'unsafe-name', '"../evil" climbs out with ..'],
  ['climbs out from within', ['a/../../evil'], 'unsafe-name', '"a/../../evil" climbs out with ..'],
  ['ends in ..', ['a/..'], 'unsafe-name', '"a/.." climbs out with ..'],
  ['is absolute', ['/etc/evil'], 'unsafe-name', '"/etc/evil" is an absolute path'],
  ['begins with a drive', ['C:evil'], 'unsafe-name', '"C:evil" begins with a drive letter'],
  ['has backslashes', ['..\\evil'], 'unsafe-name', '"..\\u{5c}evil" holds a backslash'],
  ['has a line end', ['a\nb'], 'unsafe-name', '"a\\u{a}b" holds a control character'],
  ['is nothing but a dot', ['.'], 'unsafe-name', '"." names no file'],
  ['is there twice', ['a', 'a'], 'duplicate', '"a" is there already'],
  ['is there twice, once with a dot', ['a/b', 'a/./b'], 'duplicate', '"a/b" is there already'],
  ['differs by case alone', ['a/Ä.jpg', 'A/ä.JPG'], 'duplicate', '"A/ä.JPG" is there already'],
  ['differs by composition alone', ['é', 'e\u0301'], 'duplicate', '"e\u0301" is there already'],
  ['lies in a file', ['a', 'A/b'], 'duplicate', '"A" is a file, and another entry lies in it'],
  ['is a file where a folder was', ['a/b/c', 'a'], 'duplicate', '"a" is there already'],
  [
    'is longer than a file system takes',
    [`a/${longPart}`],
    'long-name',
    'has a name of 256 bytes, at most 255 are taken',
  ],
  [
    'has too long a path',
    ['d/'.repeat(10) + 'e'.repeat(90)],
    'long-name',
    'has a path of 110 bytes, at most 100 are taken',
  ],
  ['is nested too deep', ['a/b/c/d/e/f'], 'depth', '"a/b/c/d/e/f" is 6 deep, at most 5 are taken'],
];

describe.each([
  ['zip', (names: string[]) => makeZip(names.map((name) => ({ name, data: 'x' })))],
  [
    'tar',
    (names: string[]) => makeTar(names.flatMap((name) => [pax({ path: name }), { name: 'short' }])),
  ],
  [
    'tar as GNU has it',
    (names: string[]) => makeTar(names.flatMap((name) => [gnuLongName(name), { name: 'short' }])),
  ],
])('a %s', (_format, make) => {
  it.each(refused)('with a name that %s is refused', async (_title, names, reason, sentence) => {
    await using scene = await Scene.make();
    const limits =
      reason === 'depth' ? { depth: 5 } : sentence.includes('110') ? { pathBytes: 100 } : {};
    const [found, message] = await scene.refusal(make(names), { limits });
    expect(found).toBe(reason);
    expect(message).toContain(sentence);
  });

  it('is told apart by case and composition for whoever asks for it, and else as before', async () => {
    await using scene = await Scene.make();
    const limits = { exactNames: true };
    const numbered = { limits, accept: (_entry: unknown, index: number) => ({ as: `${index}` }) };
    const names = ['a/Ä.jpg', 'A/ä.JPG', 'A/a\u0308.JPG', 'a/b'];
    const { written } = await scene.extract(make(names), numbered);
    expect(written.map(({ path }) => path)).toEqual(names);
    await using other = await Scene.make();
    const twice = ['duplicate', expect.stringMatching(/"a" is there already$/)];
    expect(await other.refusal(make(['a', 'A', 'a']), numbered)).toEqual(twice);
    expect((await other.refusal(make(['a', 'a/b']), numbered))[0]).toBe('duplicate');
  });

  it('writes nothing where an absolute name points', async () => {
    await using scene = await Scene.make();
    expect((await scene.refusal(make([`${scene.root}/evil`])))[0]).toBe('unsafe-name');
  });
});

describe('a name with a NUL', () => {
  it('is refused in a zip, and in a tar that can hold one', async () => {
    await using scene = await Scene.make();
    const expected = ['unsafe-name', expect.stringContaining('"good.jpg\\u{0}.exe" holds a NUL')];
    const name = 'good.jpg\0.exe';
    expect(await scene.refusal(makeZip([{ name }]))).toEqual(expected);
    expect(await scene.refusal(makeTar([pax({ path: name }), { name: 'a' }]))).toEqual(expected);
  });
});

describe('a name in no known encoding', () => {
  const garbage = Buffer.from([0x61, 0xff, 0xff, 0x2e]);
  it.each([
    ['zip', makeZip([{ name: garbage }]), '"aÿÿ." is neither UTF-8 nor GBK'],
    ['tar', makeTar([{ name: garbage }]), '"aÿÿ." is neither UTF-8 nor GBK'],
    [
      'zip that says UTF-8',
      makeZip([{ name: Buffer.from([0xd5, 0xd5]), flags: 0x800 }]),
      '"ÕÕ" is said to be UTF-8, and is not',
    ],
  ])('is refused in a %s', async (_format, bytes, sentence) => {
    await using scene = await Scene.make();
    expect(await scene.refusal(bytes)).toEqual([
      'name-encoding',
      expect.stringContaining(sentence),
    ]);
  });

  it('is refused in an extended header, which has to be UTF-8', async () => {
    await using scene = await Scene.make();
    const header = pax({ path: 'xx.jpg' });
    header.data = Buffer.from(String(header.data), 'latin1').fill(0xd5, 8, 10);
    expect((await scene.refusal(makeTar([header, { name: 'a' }])))[0]).toBe('unsafe-name');
  });
});

describe('a name in a message', () => {
  it('can neither turn the line around nor fill the screen', async () => {
    await using scene = await Scene.make();
    const name = `/\u202egpj.exe\u001b[2J${'x'.repeat(500)}`;
    const [, message] = await scene.refusal(makeZip([{ name }]));
    expect(message).toContain('"/\\u{202e}gpj.exe\\u{1b}[2Jxxx');
    expect(message).toContain('x…" holds a control character');
    expect(message.length).toBeLessThan(350);
  });
});
