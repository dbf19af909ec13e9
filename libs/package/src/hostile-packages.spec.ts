import { gzipSync } from 'node:zlib';
import { makeTar, pax, type TarPart } from '@easel/archive/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Scene } from './scene.fixture.js';
import { archiveOf, partsOf, testContents, testPacker } from './testing.js';

const packer = testPacker();
const contents = testContents();
const whole = packer.signed(contents);
const parts = partsOf(whole);
const model = 'original/package/model/model.onnx';
let scene: Scene;

beforeEach(async () => {
  scene = await Scene.make(packer.keyring);
});

afterEach(() => scene[Symbol.asyncDispose]());

const and = (...more: TarPart[]) => archiveOf([...parts, ...more]);
const file = (name: string): TarPart => ({ name, data: 'evil' });
const entry = (name: string, type: string, linkname = ''): TarPart => ({ name, type, linkname });
const replacing = (name: string, changes: Partial<TarPart>) =>
  archiveOf(parts.map((part) => (part.name === name ? { ...part, ...changes } : part)));
const without = (...names: string[]) =>
  archiveOf(parts.filter(({ name }) => !names.includes(String(name))));
const other = Buffer.alloc(300_000, 'another ');
/** What the same vendor signed of another model. */
const sibling = packer.signed({ ...contents, 'package/model/model.onnx': other }, { version: '3' });
const flipped = archiveOf(parts);
flipped[flipped.length - 200]! ^= 0xff;
const nested = (folder: string) => [
  { ...file(`original/${folder}/evil`) },
  { ...file(`original/${folder.toUpperCase()}/evil`) },
];

const refused: [title: string, bytes: Buffer, reason: string, sentence: RegExp][] = [
  ['climbs out with ..', and(file('original/../../evil')), 'unsafe-name', /climbs out with \.\./],
  ['has an absolute path', and(file('/tmp/evil')), 'unsafe-name', /is an absolute path/],
  ['has a NUL in a name', and({ ...file('original/x\0y') }), 'unlisted', /^x is in the package/],
  [
    'has a NUL in a name of any length',
    and(pax({ path: 'original/x\0y' }), file('original/short')),
    'unsafe-name',
    /holds a NUL/,
  ],
  ['has a line end in a name', and(file('original/x\ny')), 'unsafe-name', /a control character/],
  ['has a backslash in a name', and(file('original\\..\\x')), 'unsafe-name', /holds a backslash/],
  ['has a drive in a name', and(file('C:/evil')), 'unsafe-name', /begins with a drive letter/],
  ['has one file twice', and(file(model)), 'duplicate', /two files for one place .*model\.onnx/],
  [
    'has names that differ by case alone',
    and(...nested('package/other')),
    'unlisted',
    /package\/other\/evil is in the package and not in what the vendor signed/,
  ],
  [
    'has a listed name in other case',
    and(file('original/package/model/MODEL.ONNX')),
    'duplicate',
    /MODEL\.ONNX" is there already, as it is or with other capitals or accents/,
  ],
  [
    'has a listed name composed in another way',
    and(file('original/package/model/Golden/划痕.png'.normalize('NFD'))),
    'duplicate',
    /other capitals or accents/,
  ],
  ['has a symbolic link', and(entry('original/x', '2', '/etc')), 'link', /^original\/x is a link/],
  [
    'would write through a link of its own',
    and(entry('original/d', '2', '/tmp'), file('original/d/evil')),
    'link',
    /^original\/d is a link/,
  ],
  ['has a hard link', and(entry('original/x', '1', model)), 'link', /original\/x is a link/],
  ['has a character device', and(entry('original/x', '3')), 'special', /neither a file nor a fold/],
  ['has a block device', and(entry('original/x', '4')), 'special', /neither a file nor a folder/],
  ['has a FIFO', and(entry('original/x', '6')), 'special', /neither a file nor a folder/],
  [
    'is a bomb',
    archiveOf([{ name: 'original/zeros', data: Buffer.alloc(40 * 2 ** 20) }, ...parts]),
    'too-large',
    /unpacks to more than any package of ours .*at most 100 times/,
  ],
  [
    'is a bomb where a file is listed',
    replacing(model, { data: Buffer.alloc(40 * 2 ** 20) }),
    'too-large',
    /at most 100 times/,
  ],
  [
    'says a size that is not the vendor’s',
    replacing(model, { data: Buffer.alloc(300_001, 'weights ') }),
    'size',
    /model\.onnx has 300001 bytes, the vendor signed 300000/,
  ],
  [
    'says more bytes of a file than there are',
    archiveOf([...parts.slice(0, -1), { ...parts.at(-1)!, size: 2 ** 30 }]),
    'too-large',
    /bytes unpack to/,
  ],
  [
    'says fewer bytes of a file than there are',
    replacing(model, { size: 1000 }),
    'size',
    /model\.onnx has 1000 bytes, the vendor signed 300000/,
  ],
  [
    'says the right size of a file that is shorter',
    replacing(model, { data: Buffer.alloc(299_000, 'weights '), size: 300_000 }),
    'checksum',
    /model\.onnx is not the file that the vendor signed/,
  ],
  ['has a file that is not listed', and(file('original/x.sh')), 'unlisted', /^x\.sh is in the/],
  ['has a file beside its folder', and(file('evil')), 'unlisted', /^evil is in the package and/],
  [
    'lacks a file',
    without(model),
    'missing',
    /^package\/model\/model\.onnx that the vendor signed is not there: run "bash download\.sh"/,
  ],
  [
    'lacks several',
    without(model, 'original/download.sh'),
    'missing',
    /^download\.sh and 1 more files that the vendor signed are not there/,
  ],
  [
    'has a file of the same size from another package',
    replacing(model, { data: other }),
    'checksum',
    /model\.onnx is not the file that the vendor signed \(SHA-256 [0-9a-f]{64}, listed [0-9a-f]/,
  ],
  [
    'has what was signed of another package in place of its own',
    replacing('original/package/package.jwt', { data: sibling['package/package.jwt']! }),
    'checksum',
    /model\.onnx is not the file that the vendor signed/,
  ],
  [
    'has the manifests of two packages',
    and({ name: 'original/package/package.jwt', data: sibling['package/package.jwt']! }),
    'duplicate',
    /two files for one place .*package\.jwt/,
  ],
  [
    'has other images of the same size',
    replacing('original/package/images/images.tar.gz', {
      data: Buffer.alloc(Buffer.byteLength(contents['package/images/images.tar.gz']!), 1),
    }),
    'checksum',
    /images\.tar\.gz is not the file that the vendor signed/,
  ],
  [
    'has another install.py',
    replacing('original/package/Install/install.py', { data: 'print("evil")\n' }),
    'checksum',
    /install\.py is not the file that the vendor signed/,
  ],
  [
    'is cut short amid compressed data',
    archiveOf(parts).subarray(0, -300),
    'truncated',
    /the package is cut short \((?!cut short).*copy the package again/,
  ],
  [
    'is cut short between two files',
    gzipSync(makeTar(parts).subarray(0, -1024)),
    'truncated',
    /without the mark of a tar's end/,
  ],
  ['is damaged', flipped, 'corrupt', /the package is damaged \((?!damaged)/],
  ['is empty', Buffer.alloc(0), 'not-a-package', /neither a package .* nor the folder "original"/],
  ['is no archive', Buffer.from('a'.repeat(999)), 'not-a-package', /neither a package/],
  ['is a tar that is not compressed', makeTar(parts), 'not-a-package', /neither a package/],
  [
    'has no manifest',
    without('original/package/package.jwt'),
    'no-manifest',
    /has no package\/package\.jwt, without which nothing in it counts/,
  ],
  [
    'has no keyset',
    without('original/package/keyset.jwt'),
    'no-manifest',
    /has no package\/keyset\.jwt/,
  ],
];

describe('a package is refused, and nothing of it is left, when it', () => {
  it.each(refused)('%s', async (_, bytes, reason, sentence) => {
    await scene.write(bytes);
    expect(await scene.refusal()).toMatchObject({
      reason,
      message: expect.stringMatching(sentence),
      words: { zh: expect.stringMatching(/\p{Script=Han}/u) },
    });
  });

  it('is not there', async () => {
    expect(await scene.refusal()).toMatchObject({ reason: 'not-there' });
  });

  it.each([
    ['has no model', { 'package/model/manifest.json': '{}' }, /manifest\.json does not fit/],
    ['has no labels', { 'package/model/labels.txt': '' }, /labels\.txt holds no labels/],
    [
      'names a model that it does not bring',
      { 'package/model/model.onnx': undefined },
      /names model\.onnx, which is not there/,
    ],
    [
      'names a golden picture that it does not bring',
      { 'package/model/golden/划痕.png': undefined },
      /names golden\/划痕\.png, which is not there/,
    ],
  ])('%s that can be served, truly signed as it is', async (_, changes, why) => {
    const signed = Object.entries({ ...contents, ...changes }).filter(
      ([, text]) => text !== undefined,
    );
    const changed = packer.signed(Object.fromEntries(signed) as typeof contents);
    await scene.write(archiveOf(partsOf(changed)));
    expect(await scene.refusal()).toMatchObject({
      reason: 'model',
      message: expect.stringMatching(why),
    });
  });
});
