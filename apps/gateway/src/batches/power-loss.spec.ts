import { readdirSync, readlinkSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { BatchCaller, images } from '../testing/batch-caller.js';
import { Site } from '../testing/site.js';

it('takes nothing from a batch that was answered 201, nor its key: all of it is on the disk itself', async () => {
  await using site = await Site.start({ EASEL_REDIS_URL: 'unix:///nonexistent' });
  await using any = await open(site.home);
  const prototype = Object.getPrototypeOf(any) as FileHandle;
  const sync: (this: FileHandle) => Promise<void> = Reflect.get(prototype, 'sync');
  const synced = new Set<string>();
  const spy = vi.spyOn(prototype, 'sync').mockImplementation(function (this: FileHandle) {
    synced.add(readlinkSync(`/proc/self/fd/${this.fd}`));
    return sync.call(this);
  });
  try {
    const headers = { 'idempotency-key': 'k' };
    const { id } = await new BatchCaller(site).made(images('a', 'b'), { headers });
    const folder = join(site.home, 'batches', id);
    const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name !== 'batch.json') // written after the rest, and synced by how it is written
      .map((name) => join(folder, name));
    expect(all).toHaveLength(6);
    for (const path of [
      folder,
      ...all,
      join(site.home, 'batches'),
      join(site.home, 'batches/keys'),
    ])
      expect(synced).toContain(path);
  } finally {
    spy.mockRestore();
  }
});
