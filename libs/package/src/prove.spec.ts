import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { places } from './layout.js';
import { openPackage } from './open-package.js';
import { prove } from './prove.js';
import { Scene } from './scene.fixture.js';
import { testContents, testPacker, unpackInto } from './testing.js';

const packer = testPacker();
const whole = packer.signed(testContents());
const images = `${places.images}images.tar.gz`;
let scene: Scene;
beforeEach(async () => {
  scene = await Scene.make(packer.keyring);
});
afterEach(() => scene[Symbol.asyncDispose]());

/** What is wrong with it; undefined for nothing. */
async function fault(changes: Record<string, Buffer>, wanted = true): Promise<unknown> {
  const root = join(scene.root, 'original');
  unpackInto(root, { ...whole, ...changes });
  await using opened = await openPackage(root, packer.keyring);
  const before = (await readdir(scene.root, { recursive: true })).sort();
  const found = await prove(opened, { images: wanted }).catch((error: unknown) => error);
  expect((await readdir(scene.root, { recursive: true })).sort()).toEqual(before);
  return found;
}

describe('a package that is only looked at', () => {
  it('is read to its end, and nothing is written', async () => {
    expect(await fault({})).toBeUndefined();
  });

  it.each([`${places.model}model.onnx`, images])('tells of a changed %s', async (path) => {
    const changed = Buffer.from(whole[path] as Buffer);
    changed[0]! ^= 1;
    expect(await fault({ [path]: changed })).toMatchObject({ reason: 'checksum' });
  });

  it('is not read for images that are here already', async () => {
    const changed = Buffer.alloc((whole[images] as Buffer).length);
    expect(await fault({ [images]: changed }, false)).toBeUndefined();
  });
});
