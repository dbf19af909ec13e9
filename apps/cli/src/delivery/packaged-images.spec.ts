import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeEngine } from '../testing/fake-engine.js';
import { PackagedImages } from './packaged-images.js';
import { WorkFolder } from './work-folder.js';

const reference = 'easel/gateway:0.1.0';
/** As the engine of the test tells all of its images. */
const there = { id: 'sha256:1', created: 'now' };

describe('images of a package', () => {
  let root: string;
  let docker: FakeEngine;
  let work: WorkFolder;

  const images = (image: Partial<typeof there>) =>
    new PackagedImages(
      { work, engine: docker.engine },
      { release: '0.1.0', images: [{ reference, ...there, ...image }] },
    );

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'easel-images-'));
    docker = await FakeEngine.in(root);
    work = new WorkFolder(join(root, 'work'));
    docker.images.set(reference, {});
  });
  afterEach(() => {
    docker[Symbol.dispose]();
    rmSync(root, { recursive: true });
  });

  it.each([
    ['of this build', {}, true],
    ['of this build, in an engine with ids of its own', { id: 'sha256:2' }, true],
    ['of another build', { id: 'sha256:2', created: 'then' }, false],
  ])('%s are here, or not', async (_what, image, here) => {
    expect(await images(image).areHere()).toBe(here);
  });

  it('of another build are refused while their release is in use, and taken while it is not', async () => {
    const other = images({ id: 'sha256:2', created: 'then' });
    await other.requireOwnRelease();
    mkdirSync(join(work.path, 'bolts'), { recursive: true });
    writeFileSync(join(work.path, 'bolts/.env'), 'EASEL_NAME=bolts\nEASEL_RELEASE=0.1.0\n');
    await expect(other.requireOwnRelease()).rejects.toThrow(
      `${reference} is here already, in use and of another build`,
    );
    await images({}).requireOwnRelease();
    docker.images.delete(reference);
    await other.requireOwnRelease(); // gone from Docker: it has to come back from somewhere
  });
});
