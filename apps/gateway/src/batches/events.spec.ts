import { batchSchema, type BatchStatus } from '@easel/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Redis } from 'ioredis';
import { BatchCaller, images } from '../testing/batch-caller.js';
import { RedisServer } from '../testing/redis.js';
import { Site } from '../testing/site.js';

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis[Symbol.asyncDispose]());

/** What a watcher is told, as it comes. */
async function* told(site: Site, id: string, signal?: AbortSignal): AsyncGenerator<BatchStatus> {
  const url = `${site.url}/steel/ImageClassification/batches/${id}/events`;
  const answer = await fetch(url, signal ? { signal } : {});
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const event = /^event: progress\ndata: (.*)$/.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (event !== undefined) yield batchSchema.parse(JSON.parse(event));
    }
  }
}

describe('the events of a batch', () => {
  it('tell how it stands, each change once, and end after its end', async () => {
    await using _worker = await redis.worker();
    await using site = await Site.start({ EASEL_REDIS_URL: redis.url });
    const caller = new BatchCaller(site);
    const { id } = await caller.made(images('a'));
    const states = [];
    for await (const { state, done } of told(site, id)) {
      states.push([state, done]);
      if (state === 'queued') await caller.work(id, 0);
      if (state === 'running') caller.onDisk(id).finish('finished');
    }
    expect(states).toEqual([
      ['queued', 0],
      ['running', 1],
      ['finished', 1],
    ]);
  });

  it('let go of whoever leaves, and are let go when the gateway stops', async () => {
    const site = await Site.start({ EASEL_REDIS_URL: redis.url });
    const caller = new BatchCaller(site);
    const { id } = await caller.made(images('a'));
    const leaving = new AbortController();
    // More than may look on at once, one after the other.
    for (let at = 0; at < 3; at += 1) {
      const watchers = Array.from({ length: 40 }, () => told(site, id, leaving.signal));
      await Promise.all(watchers.map((each) => each.next()));
      await Promise.all(watchers.map((each) => each.return(undefined)));
      await site.eventually(
        () => Promise.resolve(site.lines),
        (lines) =>
          lines.filter(({ path }) => String(path).endsWith('/events')).length === (at + 1) * 40,
      );
    }
    const staying = told(site, id);
    await staying.next();
    const end = staying.next();
    await site[Symbol.asyncDispose]();
    expect((await end.catch(() => ({ done: true }))).done).toBe(true);
  });
});

describe('a batch that waits', () => {
  it('says what for: a licence, Redis, a worker or inference', async () => {
    await using site = await Site.start({ EASEL_REDIS_URL: redis.url });
    const caller = new BatchCaller(site);
    const { id } = await caller.made(images('a'));
    const asked = () => caller.status(id);
    expect(await asked()).toMatchObject({
      ...{ state: 'waiting', waits_for: 'worker', why: 'no batch worker is running' },
    });
    site.lease.refusal = 'expired on 2026-11-01';
    expect(await asked()).toMatchObject({
      state: 'waiting',
      waits_for: 'license',
      why: 'there is no licence for it: expired on 2026-11-01',
    });
    site.lease.refusal = undefined;
    {
      await using _worker = await redis.worker();
      await site.eventually(asked, ({ state }) => state === 'queued');
      site.inference.kill();
      const waiting = await site.eventually(asked, ({ state }) => state === 'waiting');
      expect([waiting.waits_for, waiting.why]).toEqual(['inference', 'inference is out of reach']);
    }
    await redis.stop();
    const gone = await site.eventually(asked, ({ waits_for }) => waits_for === 'redis_unreachable');
    expect(gone).toMatchObject({
      state: 'waiting',
      why: expect.stringMatching(/^Redis is out of reach \(.*(ENOENT|ECONNREFUSED)/) as string,
    });
    await redis.start();
    await site.eventually(asked, ({ waits_for }) => waits_for === 'worker');
  });

  it.each([
    ['redis_full', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']],
    ['redis_read_only', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
    ['redis_password', ['CONFIG', 'SET', 'requirepass', 'x'], ['CONFIG', 'SET', 'requirepass', '']],
  ] as const)('says that it is for a Redis with %s, and goes on', async (code, begin, end) => {
    await using _worker = await redis.worker();
    const operator = new Redis(redis.socket);
    const tell = ([name, ...rest]: readonly [string, ...string[]]) => operator.call(name, ...rest);
    try {
      await tell(begin);
      await using site = await Site.start({ EASEL_REDIS_URL: redis.url });
      const caller = new BatchCaller(site);
      const { id } = await caller.made(images('a'));
      const asked = () => caller.status(id);
      const { state, why } = await site.eventually(asked, ({ waits_for }) => waits_for === code);
      expect([state, why]).toEqual([
        'waiting',
        expect.stringMatching(/^Redis (is full|is read-only|refuses)/),
      ]);
      await tell(end);
      await site.eventually(asked, ({ state }) => state === 'queued');
    } finally {
      await tell(end);
      operator.disconnect();
    }
  });
});
