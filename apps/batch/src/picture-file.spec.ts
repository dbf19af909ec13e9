import { mkdtempSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EaselError } from '@easel/errors';
import type { Batch } from '@easel/jobs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PictureFiles } from './picture-file.js';

describe('pictures below an import root', () => {
  let around: string;
  let root: string;
  const batch = { description: { source: 'folder' } as Batch['description'], folder: '' };
  const read = (name: string, files = new PictureFiles([root])) =>
    files.read(batch, { id: name, file: join(root, name) });
  beforeEach(() => {
    around = mkdtempSync(join(tmpdir(), 'easel-import-'));
    root = join(around, 'photos');
    mkdirSync(join(root, 'line-1'), { recursive: true });
    writeFileSync(join(root, 'line-1/a.jpg'), 'a picture');
  });
  afterEach(() => rmSync(around, { recursive: true }));

  it('are read', async () => {
    expect((await read('line-1/a.jpg')).toString()).toBe('a picture');
  });

  it('that are gone have that for a result', async () => {
    await expect(read('line-1/b.jpg')).rejects.toThrow(EaselError);
    await expect(read('line-2/a.jpg')).rejects.toThrow(EaselError);
  });

  it('have no result while the root itself is away, as a network folder is at times', async () => {
    renameSync(root, `${root}-away`);
    await expect(read('line-1/a.jpg')).rejects.toThrow(/ENOENT/);
    await expect(read('line-1/a.jpg')).rejects.not.toThrow(EaselError);
    renameSync(`${root}-away`, root);
    expect((await read('line-1/a.jpg')).toString()).toBe('a picture');
  });

  it('are refused below what is no root any more', async () => {
    const others = new PictureFiles([join(around, 'others')]);
    await expect(read('line-1/a.jpg', others)).rejects.toThrow(/not below an import root/);
  });
});
