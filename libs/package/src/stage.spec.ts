import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPackage } from './open-package.js';
import { Scene } from './scene.fixture.js';
import { stageImages } from './stage-images.js';
import { stage } from './stage.js';
import { archiveOf, partsOf, testContents, testPacker, unpackInto } from './testing.js';

const packer = testPacker();
const contents = testContents();
const whole = packer.signed(contents);
let scene: Scene;

beforeEach(async () => {
  scene = await Scene.make(packer.keyring);
});

afterEach(() => scene[Symbol.asyncDispose]());

const staged = async () =>
  (await readdir(scene.out, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(scene.out.length + 1))
    .sort();

const modelFiles = ['golden/划痕.png', 'labels.txt', 'manifest.json', 'model.onnx'];

describe('a package', () => {
  it('gives its model, its images and what it says of itself', async () => {
    await scene.write(archiveOf(partsOf(whole)));
    const { release, images } = await scene.take();
    expect(release).toMatchObject({
      deployment: 'bolts',
      version: '2',
      labels: ['scratch', 'hole'],
    });
    expect(await staged()).toEqual(modelFiles);
    expect(await readFile(join(scene.out, 'model.onnx'))).toEqual(
      contents['package/model/model.onnx'],
    );
    expect(images).toEqual([contents['package/images/images.tar.gz']]);
    expect(await readdir(scene.scratch)).toEqual([]);
  });

  it('is staged for its owner alone', async () => {
    await scene.write(archiveOf(partsOf(whole)));
    await scene.take();
    expect((await lstat(scene.out)).mode & 0o777).toBe(0o700);
    expect((await lstat(join(scene.out, 'model.onnx'))).mode & 0o777).toBe(0o600);
  });

  it.each(['', 'original', 'original/package', 'original/package/Install'])(
    'is found unpacked, from %j within the folder where it was unpacked',
    async (from) => {
      unpackInto(join(scene.root, 'v2/original'), whole);
      const { images } = await scene.take(join(scene.root, 'v2', from));
      expect(await staged()).toEqual(modelFiles);
      expect(images).toHaveLength(1);
    },
  );

  it('may be unpacked behind a link', async () => {
    unpackInto(join(scene.root, 'v2/original'), whole);
    await symlink('v2', join(scene.root, 'latest'));
    await scene.take(join(scene.root, 'latest'));
    expect(await staged()).toEqual(modelFiles);
  });

  it('may have beside it, unpacked, what scripts and operators leave there, and uses none of it', async () => {
    const root = join(scene.root, 'original');
    unpackInto(root, {
      ...whole,
      'package/Install/easel.lic': 'x',
      'package/Install/install.pyc': 'x',
      'package/Install/__pycache__/install.cpython-311.pyc': 'x',
      'package/images/images.tar.gz.part': 'x',
    });
    await scene.take(root);
    expect(await staged()).toEqual(modelFiles);
  });

  it('may list its files in any order, and have folders and a dot before its names', async () => {
    const parts = partsOf(whole).reverse();
    const dotted = parts.map((part) => ({ ...part, name: `./${String(part.name)}` }));
    await scene.write(
      archiveOf([{ name: './', type: '5' }, { name: './original/', type: '5' }, ...dotted]),
    );
    await scene.take();
    expect(await staged()).toEqual(modelFiles);
  });

  it('tells how far staging it is', async () => {
    await scene.write(archiveOf(partsOf(whole)));
    await using opened = await openPackage(scene.package, packer.keyring);
    const seen: [number, number][] = [];
    await stage(opened, scene.out, { progress: (done, total) => seen.push([done, total]) });
    const [done, total] = seen.at(-1)!;
    expect(done).toBe(total);
    expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).sort((a, b) => a - b));
  });

  it('is left without a trace when it is told to stop', async () => {
    await scene.write(archiveOf(partsOf(whole)));
    await using opened = await openPackage(scene.package, packer.keyring);
    const controller = new AbortController();
    const staging = stage(opened, scene.out, {
      signal: controller.signal,
      progress: () => controller.abort(),
    });
    await expect(staging).rejects.toMatchObject({ reason: 'stopped' });
    await expect(lstat(scene.out)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is not staged over what is there', async () => {
    await scene.write(archiveOf(partsOf(whole)));
    await mkdir(scene.out);
    await writeFile(join(scene.out, 'mine'), '');
    await expect(scene.take()).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readdir(scene.out)).toEqual(['mine']);
  });

  it('gives its images as often as they are asked for, until they are let go', async () => {
    await scene.write(archiveOf(partsOf(whole)));
    await using opened = await openPackage(scene.package, packer.keyring);
    await using images = await stageImages(opened, scene.scratch);
    const [file] = images.files;
    await file!.stream().iterator().next(); // given up half-way
    file!.stream().once('readable', () => undefined); // or forgotten
    for (let turn = 0; turn < 2; turn += 1) {
      const chunks = await file!.stream().toArray();
      expect(Buffer.concat(chunks as Buffer[])).toEqual(contents['package/images/images.tar.gz']);
    }
  });
});
