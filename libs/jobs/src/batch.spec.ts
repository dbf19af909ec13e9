import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Batch, CHUNK } from './batch.js';
import { BatchStore } from './batch-store.js';
import { PictureLists } from './picture-lists.js';

let home: string;
let store: BatchStore;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'easel-jobs-'));
  store = new BatchStore(home);
});
afterEach(() => rmSync(home, { recursive: true }));

async function make(count: number): Promise<Batch> {
  const { id, folder } = await store.begin();
  const lists = new PictureLists(folder);
  for (let at = 0; at < count; at += 1) await lists.add({ id: `p${at}`, file: `${at}.jpg` });
  const pictures = await lists.close();
  return Batch.create(folder, {
    ...{ id, deployment: 'steel', version: '1', topNum: 6, source: 'archive', pictures },
    ...{ createdMs: Date.now(), key: null },
  });
}
const rows = (batch: Batch, chunk: number) =>
  batch.pictures(chunk).map(({ id }) => ({ id, results: [{ name: 'ok', score: 1 }] }));

describe('a batch on disk', () => {
  it('is none until its description is written, the last step', async () => {
    const { id } = await store.begin();
    expect(store.open(id)).toBeUndefined();
  });

  it('has its pictures by chunks, each exactly once', async () => {
    const batch = await make(2 * CHUNK + 1);
    expect(batch.chunks).toBe(3);
    const ids = [0, 1, 2].flatMap((chunk) => batch.pictures(chunk).map(({ id }) => id));
    expect(ids).toEqual(Array.from({ length: 2 * CHUNK + 1 }, (_, at) => `p${at}`));
  });

  it('keeps one row a picture, however often a chunk is done', async () => {
    const batch = await make(CHUNK + 2);
    await batch.writeResults(1, rows(batch, 1));
    await batch.writeResults(1, rows(batch, 1));
    expect(batch.readResults(1).map(({ id }) => id)).toEqual([`p${CHUNK}`, `p${CHUNK + 1}`]);
    expect((await batch.done()).map(({ chunk }) => chunk)).toEqual([1]);
    expect(await batch.done(new Set([1]))).toEqual([]);
  });

  it('is wanted to run until somebody says otherwise, and ends once', async () => {
    const batch = await make(1);
    expect(batch.wanted).toBe('run');
    batch.want('pause');
    expect(store.open(batch.id)?.wanted).toBe('pause');
    batch.finish('finished');
    batch.finish('cancelled');
    expect(batch.end?.state).toBe('finished');
  });

  it('is gone at once when it is removed', async () => {
    const { id } = await make(1);
    await store.remove(id);
    expect(store.open(id)).toBeUndefined();
    expect(readdirSync(store.folder)).toEqual([]);
  });

  it('is looked for by nothing but an id', () => {
    expect(store.open('../models')).toBeUndefined();
  });
});
