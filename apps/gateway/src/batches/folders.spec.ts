import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchCaller, refusalOf } from '../testing/batch-caller.js';
import { Site } from '../testing/site.js';

let base: string;
let root: string;
let site: Site;
let caller: BatchCaller;
beforeAll(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'easel-import-')));
  root = join(base, 'root');
  mkdirSync(join(root, 'line/2'), { recursive: true });
  mkdirSync(join(root, 'empty'));
  mkdirSync(join(base, 'rooted'));
  for (const file of ['root/line/b.jpg', 'root/line/2/c.jpg', 'root/line/a.jpg', 'rooted/x.jpg'])
    writeFileSync(join(base, file), 'x');
  writeFileSync(join(root, 'line/.DS_Store'), 'x');
  symlinkSync('/etc/passwd', join(root, 'line/link.jpg'));
  symlinkSync('/etc', join(root, 'line/outside'));
  symlinkSync(join(base, 'rooted'), join(root, 'leads-out'));
  symlinkSync(join(root, 'line'), join(root, 'leads-in'));
  const settings = { EASEL_REDIS_URL: 'unix:///nonexistent' };
  site = await Site.start({ ...settings, EASEL_IMPORT_ROOTS: `${base}/nowhere:${root}` });
  caller = new BatchCaller(site);
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  rmSync(base, { recursive: true });
});

describe('a folder as a batch', () => {
  it.each(['line', './line/', 'leads-in'])(
    '%s has its regular files in order, where they are',
    async (folder) => {
      for (const asked of [folder, join(root, folder)]) {
        const { id, source } = await caller.made({ folder: asked });
        expect(source).toBe('folder');
        expect(caller.onDisk(id).pictures(0)).toEqual([
          { id: '2/c.jpg', file: join(root, 'line/2/c.jpg') },
          { id: 'a.jpg', file: join(root, 'line/a.jpg') },
          { id: 'b.jpg', file: join(root, 'line/b.jpg') },
        ]);
      }
    },
  );

  it.each([
    '..',
    '../rooted',
    'leads-out',
    '/etc',
    'line/outside',
    'missing',
    'line/a.jpg',
    'line\0',
  ])('%j is not below a root, and nothing more is said of it', async (folder) => {
    const problem = refusalOf(await caller.create({ folder }));
    expect(problem).toMatchObject({
      status: 422,
      detail: `there is no folder ${JSON.stringify(folder)} below ${base}/nowhere or ${root}`,
    });
  });

  it('that is empty is refused', async () => {
    expect(refusalOf(await caller.create({ folder: 'empty' }))).toMatchObject({
      status: 422,
      detail: 'no pictures in it: there is nothing to classify',
    });
  });
});
