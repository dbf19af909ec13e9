import { spawnSync } from 'node:child_process';
import { renameSync, symlinkSync } from 'node:fs';
import { appendFile, open, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPackage } from './open-package.js';
import { Scene } from './scene.fixture.js';
import { stageImages } from './stage-images.js';
import { stage } from './stage.js';
import { archiveOf, partsOf, testContents, testPacker, unpackInto } from './testing.js';

const packer = testPacker();
const contents = testContents();
const whole = packer.signed(contents);
const images = 'package/images/images.tar.gz';
let scene: Scene;
let root: string;

beforeEach(async () => {
  scene = await Scene.make(packer.keyring);
  root = join(scene.root, 'original');
  unpackInto(root, whole);
});

afterEach(() => scene[Symbol.asyncDispose]());

const at = (path: string) => join(root, path);

const refused: [title: string, how: () => Promise<unknown>, reason: string, sentence: RegExp][] = [
  ['a file that is not listed', () => writeFile(at('x'), ''), 'unlisted', /^x is in the package/],
  [
    'a licence where none belongs',
    () => writeFile(at('easel.lic'), ''),
    'unlisted',
    /^easel\.lic is in the package and not in what the vendor signed/,
  ],
  ['a file less', () => rm(at('package/model/labels.txt')), 'missing', /labels\.txt that the vend/],
  [
    'a link in place of a file',
    async () => {
      await rename(at('package/model/labels.txt'), join(scene.root, 'labels'));
      await symlink(join(scene.root, 'labels'), at('package/model/labels.txt'));
    },
    'link',
    /^package\/model\/labels\.txt is a link/,
  ],
  [
    'a link in place of a folder',
    async () => {
      await rename(at('package/model'), join(scene.root, 'model'));
      await symlink(join(scene.root, 'model'), at('package/model'));
    },
    'link',
    /^package\/model is a link/,
  ],
  [
    'a FIFO',
    async () => {
      await rm(at('package/model/labels.txt'));
      spawnSync('mkfifo', [at('package/model/labels.txt')]);
    },
    'special',
    /labels\.txt is neither a file nor a folder/,
  ],
  ['a backslash in a name', () => writeFile(at('a\\b'), ''), 'unsafe-name', /holds a backslash/],
  [
    'a name in other case',
    () => writeFile(at('package/model/LABELS.txt'), ''),
    'unlisted',
    /LABELS\.txt is in the package and not/,
  ],
  [
    'a file that has grown',
    () => appendFile(at('package/model/labels.txt'), 'more\n'),
    'size',
    /labels\.txt has 18 bytes, the vendor signed 13/,
  ],
  [
    'images that were cut off',
    () => writeFile(at(images), 'x'),
    'size',
    /images\.tar\.gz has 1 byt/,
  ],
  [
    'a file that was changed',
    () => writeFile(at('package/model/labels.txt'), 'SCRATCH\nhole\n'),
    'checksum',
    /labels\.txt is not the file that the vendor signed/,
  ],
];

describe('an unpacked package is refused, and nothing of it is left, with', () => {
  it.each(refused)('%s', async (_, how, reason, sentence) => {
    await how();
    expect(await scene.refusal(root)).toMatchObject({
      reason,
      message: expect.stringMatching(sentence),
    });
  });

  it('no manifest', async () => {
    await rm(at('package/package.jwt'));
    expect(await scene.refusal(root)).toMatchObject({ reason: 'not-a-package' });
  });
});

/** Does `once` when the first bytes of a file were read. */
const meanwhile = (once: () => Promise<unknown>) => {
  let done: Promise<unknown> | undefined;
  return { progress: () => void (done ??= once()), over: () => done };
};

describe('what changes between check and use', () => {
  it.each([
    [
      'written over',
      () => writeFile(at('package/model/model.onnx'), Buffer.alloc(300_000, 'evil ')),
    ],
    ['cut off', () => writeFile(at('package/model/model.onnx'), 'evil')],
    ['growing', () => appendFile(at('package/model/model.onnx'), 'evil')],
    [
      'a link by now',
      async () => {
        await rm(at('package/model/model.onnx'));
        await symlink('/etc/passwd', at('package/model/model.onnx'));
      },
    ],
  ])('is refused where it is a file that is %s', async (_, change) => {
    await using opened = await openPackage(root, packer.keyring);
    await change();
    await expect(stage(opened, scene.out)).rejects.toMatchObject({ name: 'PackageError' });
    await expect(open(scene.out)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is staged as it was proven or not at all, if it is changed while it is read', async () => {
    await using opened = await openPackage(root, packer.keyring);
    const change = meanwhile(() => writeFile(at('package/model/model.onnx'), 'evil'));
    // The first bytes that are read are download.sh's; the model comes after them.
    await expect(stage(opened, scene.out, change)).rejects.toMatchObject({ name: 'PackageError' });
    await change.over();
    await expect(open(scene.out)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is refused where a file becomes a link after its folder was listed, were it to the same bytes', async () => {
    await using opened = await openPackage(root, packer.keyring);
    let reads = 0;
    const progress = () => {
      reads += 1;
      if (reads !== 3) return; // download.sh, install.py, and the first of the model's folder
      renameSync(at('package/model/labels.txt'), join(scene.root, 'labels'));
      symlinkSync(join(scene.root, 'labels'), at('package/model/labels.txt'));
    };
    await expect(stage(opened, scene.out, { progress })).rejects.toMatchObject({ reason: 'link' });
  });

  it('does not reach images once they were proven', async () => {
    await using opened = await openPackage(root, packer.keyring);
    await using staged = await stageImages(opened, scene.scratch);
    await writeFile(at(images), 'evil');
    expect(await buffer(staged.files[0]!.stream())).toEqual(contents[images]);
  });

  it('is refused where an archive is written over', async () => {
    await scene.write(archiveOf(partsOf(whole)));
    await using opened = await openPackage(scene.package, packer.keyring);
    const evil = partsOf({ ...whole, 'package/model/labels.txt': 'SCRATCH\nhole\n' });
    const file = await open(scene.package, 'r+'); // in place: the same file that is held open
    await file.truncate(0);
    await file.writeFile(archiveOf(evil));
    await file.close();
    await expect(stage(opened, scene.out)).rejects.toMatchObject({ name: 'PackageError' });
    await expect(open(scene.out)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('does not matter where another archive is put in the place of the one that was looked at', async () => {
    await scene.write(archiveOf(partsOf(whole)));
    await using opened = await openPackage(scene.package, packer.keyring);
    await writeFile(`${scene.package}.new`, 'evil');
    await rename(`${scene.package}.new`, scene.package);
    expect(await stage(opened, scene.out)).toMatchObject({ labels: ['scratch', 'hole'] });
  });
});
