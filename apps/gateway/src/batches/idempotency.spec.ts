import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashKey } from '@easel/jobs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BatchCaller, batchOf, images, refusalOf } from '../testing/batch-caller.js';
import { Site } from '../testing/site.js';

const settings = { EASEL_REDIS_URL: 'unix:///nonexistent' };
const headers = { 'idempotency-key': 'shift 7' };

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'easel-keys-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

const batchesIn = () => readdirSync(join(home, 'batches')).filter((name) => name !== 'keys');

describe('an Idempotency-Key', () => {
  it('makes one batch however often it is sent, across restarts, and one for each deployment', async () => {
    let id: string;
    {
      await using site = await Site.start(settings, { home, keep: true });
      const caller = new BatchCaller(site);
      const first = await caller.create(images('a'), { headers });
      expect(first.status).toBe(201);
      ({ id } = batchOf(first));
      const again = await caller.create(images('a', 'b'), { headers });
      expect([again.status, batchOf(again).id]).toEqual([200, id]);
      expect(again.headers.get('location')).toBeNull();
      const path = 'POST //tiles/ImageClassification/batches';
      expect((await caller.ask(path, images('a'), headers)).status).toBe(201);
      expect((await caller.create(images('a'))).status).toBe(201);
    }
    await using site = await Site.start(settings, { home });
    const again = await new BatchCaller(site).create(images('a'), { headers });
    expect([again.status, batchOf(again).id]).toEqual([200, id]);
    expect(batchesIn()).toHaveLength(3);
  });

  it('makes one batch of several that arrive at once, at one gateway or at two', async () => {
    await using one = await Site.start(settings, { home, keep: true });
    await using two = await Site.start(settings, { home, keep: true });
    const callers = [one, two, one, two, one, two].map((site) => new BatchCaller(site));
    const answers = await Promise.all(
      callers.map((caller) => caller.create(images('a'), { headers })),
    );
    expect(new Set(answers.map((answer) => batchOf(answer).id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(batchesIn()).toHaveLength(1);
  });

  it('of a batch that came to nothing, was deleted or was never finished makes another', async () => {
    await using site = await Site.start(settings, { home });
    const caller = new BatchCaller(site);
    expect(refusalOf(await caller.create({ images: [] }, { headers })).status).toBe(422);
    const { id } = await caller.made(images('a'), { headers });
    await caller.ask(`POST /${id}/cancel`);
    await caller.ask(`DELETE /${id}`);
    expect(readdirSync(join(home, 'batches/keys'))).toEqual([]);
    const key = hashKey('shift 7', 'steel');
    writeFileSync(join(home, 'batches/keys', key), '20260101-000000-killed00');
    const answer = await caller.create(images('a'), { headers });
    expect(answer.status).toBe(201);
    expect(readdirSync(join(home, 'batches/keys'))).toEqual([key]);
  });
});

describe('what a gateway was killed over', () => {
  it('is no batch: it is not listed, read or gone on with', async () => {
    await using site = await Site.start(settings, { home });
    const caller = new BatchCaller(site);
    const { id, folder } = await caller.store.begin();
    writeFileSync(join(folder, 'upload'), 'half of it');
    expect(refusalOf(await caller.ask(`GET /${id}`)).status).toBe(404);
    expect(JSON.parse((await caller.ask('GET ')).text)).toEqual({ batches: [], next: null });
  });
});
