import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BatchList } from '@easel/contract';
import { CHUNK } from '@easel/jobs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchCaller, images, refusalOf } from '../testing/batch-caller.js';
import { RedisServer } from '../testing/redis.js';
import { Site } from '../testing/site.js';

let redis: RedisServer;
let worker: AsyncDisposable;
beforeAll(async () => {
  redis = await RedisServer.start();
  worker = await redis.worker();
});
afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

let site: Site;
let caller: BatchCaller;
beforeEach(async () => {
  site = await Site.start({ EASEL_REDIS_URL: redis.url });
  caller = new BatchCaller(site);
});
afterEach(() => site[Symbol.asyncDispose]());

const many = (count: number) => images(...Array.from({ length: count }, (_, at) => `p${at}`));

describe('a batch over REST', () => {
  it('is made of images, answered with its address, and lies on disk as workers read it', async () => {
    const answer = await caller.create(images('a', '图/b'), { query: '?top_num=3' });
    expect(answer.status).toBe(201);
    const { id } = JSON.parse(answer.text) as { id: string };
    expect(answer.headers.get('location')).toBe(`/steel/ImageClassification/batches/${id}`);
    expect(JSON.parse(answer.text)).toEqual({
      ...{
        id,
        deployment: 'steel',
        version: '1',
        state: 'queued',
        waits_for: null,
        why: null,
        source: 'images',
      },
      ...{ top_num: 3, pictures: 2, done: 0, failed: 0, errors: {} },
      ...{ images_per_second: null, estimated_end: null, ended_at: null },
      created_at: expect.any(String) as string,
    });
    const batch = caller.onDisk(id);
    expect(batch.description).toMatchObject({ topNum: 3, version: '1', key: null });
    expect(batch.pictures(0).map((picture) => picture.id)).toEqual(['a', '图/b']);
    expect(readdirSync(batch.folder).sort()).toEqual([
      'batch.json',
      'lists',
      'pictures',
      'results',
    ]);
  });

  it('has names for six where the caller says nothing, and the version in service', async () => {
    expect(await caller.made(images('a'))).toMatchObject({ top_num: 6, version: '1' });
    expect(await caller.made(images('a'), { query: '?version=current' })).toMatchObject({
      version: null,
    });
  });

  it.each(['4294967296', '99999999999', '9'.repeat(400)])(
    'has names for all classes where top_num is %s, as the classify route has',
    async (much) => {
      const { id } = await caller.made(images('a'), { query: `?top_num=${much}` });
      expect(caller.onDisk(id).description.topNum).toBe(0xffff_ffff);
    },
  );

  it('counts rows, failures and errors by code as chunks are done, and tells when it will end', async () => {
    const { id } = await caller.made(many(2 * CHUNK + 1));
    await caller.work(id, 1);
    const asked = () => caller.status(id);
    expect(await asked()).toMatchObject({ state: 'running', done: CHUNK, failed: 0 });
    await caller.work(id, 0, (row, at) =>
      at < 2
        ? { id: row, error_code: at === 0 ? 336005 : 336004, error_msg: 'x' }
        : { id: row, results: [] },
    );
    const status = await asked();
    expect(status).toMatchObject({ done: 2 * CHUNK, failed: 2, errors: { 336004: 1, 336005: 1 } });
    expect(status.images_per_second).toBeGreaterThan(0);
    expect(Date.parse(status.estimated_end ?? '')).toBeGreaterThan(0);
    await caller.work(id, 2);
    caller.onDisk(id).finish('finished');
    const end = await asked();
    expect(end).toMatchObject({
      done: 2 * CHUNK + 1,
      state: 'finished',
      why: null,
      estimated_end: null,
    });
    expect(end.ended_at).not.toBeNull();
    expect(await caller.status(id)).toEqual(end);
  });

  it('is paused, resumed, cancelled and deleted, each as often as it is asked', async () => {
    const { id } = await caller.made(images('a'));
    for (const [what, state] of [
      ['pause', 'paused'],
      ['pause', 'paused'],
      ['resume', 'queued'],
      ['resume', 'queued'],
      ['pause', 'paused'],
      ['cancel', 'cancelled'],
      ['cancel', 'cancelled'],
    ]) {
      const answer = await caller.ask(`POST /${id}/${what}`);
      expect([answer.status, JSON.parse(answer.text)]).toMatchObject([200, { state }]);
    }
    expect(caller.onDisk(id).end?.state).toBe('cancelled');
    expect((await caller.ask(`DELETE /${id}`)).status).toBe(204);
    expect(readdirSync(join(site.home, 'batches'))).toEqual([]);
    expect(refusalOf(await caller.ask(`GET /${id}`))).toMatchObject({
      status: 404,
      detail: `there is no batch "${id}"`,
    });
  });

  it('is not deleted before it has ended, nor paused, resumed or cancelled after it is finished', async () => {
    const { id } = await caller.made(images('a'));
    expect(refusalOf(await caller.ask(`DELETE /${id}`))).toMatchObject({
      status: 409,
      detail: 'it has not ended: cancel it first',
    });
    caller.onDisk(id).finish('finished');
    for (const [what, word] of [
      ['pause', 'paused'],
      ['resume', 'resumed'],
      ['cancel', 'cancelled'],
    ])
      expect(refusalOf(await caller.ask(`POST /${id}/${what}`))).toMatchObject({
        status: 409,
        detail: `it is finished, it cannot be ${word}`,
      });
  });

  it('belongs to its deployment alone', async () => {
    const { id } = await caller.made(images('a'));
    const path = `//tiles/ImageClassification/batches`;
    expect((await caller.ask(`GET ${path}/${id}`)).status).toBe(404);
    expect((await caller.ask(`DELETE ${path}/${id}`)).status).toBe(404);
    expect(JSON.parse((await caller.ask(`GET ${path}`)).text)).toEqual({ batches: [], next: null });
  });

  it('that cannot be read costs the list itself alone', async () => {
    const { id } = await caller.made(images('a'));
    const broken = await caller.made(images('b'));
    writeFileSync(join(caller.onDisk(broken.id).folder, 'batch.json'), '{"format":2}');
    const { batches } = JSON.parse((await caller.ask('GET ')).text) as BatchList;
    expect(batches.map((batch) => batch.id)).toContain(id);
    expect(batches.map((batch) => batch.id)).not.toContain(broken.id);
    await site.line(({ msg }) => msg === 'a batch is unreadable');
  });

  it('is listed newest first, by pages', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 3; at += 1) ids.push((await caller.made(images('a'))).id);
    ids.sort().reverse();
    const first = JSON.parse((await caller.ask('GET ?limit=2')).text) as {
      batches: { id: string }[];
      next: string;
    };
    expect(first.batches.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(first.next).toBe(ids[1]);
    const second = JSON.parse(
      (await caller.ask(`GET ?limit=2&after=${first.next}`)).text,
    ) as object;
    expect(second).toMatchObject({ batches: [{ id: ids[2] }], next: null });
    for (const limit of ['0', '201', 'x'])
      expect(refusalOf(await caller.ask(`GET ?limit=${limit}`)).status).toBe(400);
    const nowhere = '//marble/ImageClassification/batches';
    expect(refusalOf(await caller.ask(`GET ${nowhere}`)).status).toBe(404);
  });
});
