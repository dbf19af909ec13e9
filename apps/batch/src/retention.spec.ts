import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { BatchStore } from '@easel/jobs';
import { createLogger } from '@easel/platform';
import { beforeEach, describe, expect, it } from 'vitest';
import { Retention } from './retention.js';
import { makeBatch, newStore } from './testing/batch-on-disk.js';

const DAY_MS = 86_400_000;
const log = createLogger('batch', 'fatal');
let store: BatchStore;
beforeEach(() => (store = newStore()));

const retention = (pictures = false) => new Retention(store, { days: 3, pictures }, log);
const picturesOf = (folder: string) => existsSync(join(folder, 'pictures'));

describe('a batch that has ended', () => {
  it('loses its uploaded pictures at once, and itself after the days that it is kept', async () => {
    const batch = await makeBatch(store, ['a']);
    batch.finish('finished');
    await retention().sweep(Date.now() + 3 * DAY_MS - 60_000);
    expect(picturesOf(batch.folder)).toBe(false);
    expect(store.open(batch.id)).toBeDefined();
    await retention().sweep(Date.now() + 3 * DAY_MS + 60_000);
    expect(readdirSync(store.folder)).toEqual([]);
  });

  it('keeps its pictures where that is wanted', async () => {
    const batch = await makeBatch(store, ['a']);
    batch.finish('cancelled');
    await retention(true).sweep();
    expect(picturesOf(batch.folder)).toBe(true);
  });
});

describe('a batch that has not ended', () => {
  it('stays as it is, however old', async () => {
    const batch = await makeBatch(store, ['a']);
    await retention().sweep(Date.now() + 1000 * DAY_MS);
    expect(picturesOf(batch.folder)).toBe(true);
  });
});

describe('the key that a batch was made with', () => {
  const keys = () => readdirSync(join(store.folder, 'keys'));

  it('goes with it', async () => {
    const batch = await makeBatch(store, ['a'], 'k1');
    await store.keys.claim('k1', batch.id);
    batch.finish('finished');
    await retention().sweep(Date.now() + 2 * DAY_MS);
    expect(keys()).toEqual(['k1']);
    await retention().sweep(Date.now() + 4 * DAY_MS);
    expect(keys()).toEqual([]);
  });

  it('goes a day after its claim where it never came to a batch', async () => {
    await store.keys.claim('k1', '20260101-000000-killed00');
    await retention().sweep(Date.now() + DAY_MS - 60_000);
    expect(keys()).toEqual(['k1']);
    await retention().sweep(Date.now() + DAY_MS + 60_000);
    expect(keys()).toEqual([]);
  });
});

describe('what is half there', () => {
  it('goes a day after anything was done to it, where it is being made', async () => {
    const { folder } = await store.begin();
    await retention().sweep(Date.now() + DAY_MS - 60_000);
    expect(existsSync(folder)).toBe(true);
    const upload = join(folder, 'pictures');
    mkdirSync(upload);
    const later = new Date(Date.now() + DAY_MS);
    utimesSync(upload, later, later);
    await retention().sweep(Date.now() + DAY_MS + 60_000);
    expect(existsSync(folder)).toBe(true);
    await retention().sweep(Date.now() + 2 * DAY_MS + 60_000);
    expect(readdirSync(store.folder)).toEqual([]);
  });

  it('goes a day after anything was written into it, where its batch had been taken away', async () => {
    const batch = await makeBatch(store, ['a']);
    await batch.writeResults(0, []);
    rmSync(join(batch.folder, 'batch.json'));
    await retention().sweep(Date.now() + DAY_MS - 60_000);
    expect(existsSync(batch.folder)).toBe(true);
    await retention().sweep(Date.now() + DAY_MS + 60_000);
    expect(readdirSync(store.folder)).toEqual([]);
  });

  it('goes at once, where it was being taken away', async () => {
    const { folder } = await makeBatch(store, ['a']);
    mkdirSync(`${folder}.removed`);
    await retention().sweep();
    expect(readdirSync(store.folder)).toHaveLength(1);
  });
});
