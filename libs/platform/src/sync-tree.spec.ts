import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { syncTree } from './sync-tree.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'easel-sync-'))));
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** What the kernel is asked to bring to the disk itself, by name, in order. */
async function synced(work: () => Promise<void>): Promise<string[]> {
  await using any = await open(folder);
  const paths: string[] = [];
  const prototype = Object.getPrototypeOf(any) as FileHandle;
  const sync: (this: FileHandle) => Promise<void> = Reflect.get(prototype, 'sync');
  vi.spyOn(prototype, 'sync').mockImplementation(function (this: FileHandle) {
    paths.push(relative(folder, readlinkSync(`/proc/self/fd/${this.fd}`)));
    return sync.call(this);
  });
  await work();
  return paths;
}

it('brings every file, every folder and the name of the outermost to the disk', async () => {
  const root = join(folder, 'batch');
  const files = Array.from({ length: 40 }, (_, at) => `pictures/${at % 2}/${at}`);
  for (const inner of ['pictures/0', 'pictures/1', 'empty'])
    mkdirSync(join(root, inner), { recursive: true });
  for (const file of files) writeFileSync(join(root, file), file);
  const paths = await synced(() => syncTree(root));
  const folders = [
    'batch',
    'batch/empty',
    'batch/pictures',
    'batch/pictures/0',
    'batch/pictures/1',
  ];
  const all = [...files.map((file) => `batch/${file}`), ...folders, ''];
  expect(paths.toSorted()).toEqual(all.sort());
  expect(paths.at(-1)).toBe('');
});

it('fails with what the file system says', async () => {
  await expect(syncTree(join(folder, 'nothing'))).rejects.toThrow('ENOENT');
});
