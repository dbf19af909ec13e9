import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHUNK, type Batch } from '@easel/jobs';
import { findRedisServer } from '@easel/run/redis';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { example } from './fixtures.js';
import { makeBatch, rowsOf } from './made-batch.js';
import { demo, eventually, TestSite } from './test-site.js';

const photo = example('jpg').bytes;

interface Trouble {
  what: string;
  /** What the log says of it, once. */
  says: RegExp;
  begin: (redis: Redis) => Promise<unknown>;
  end: (redis: Redis) => Promise<unknown>;
}

/** A trouble as it is made. */
interface Waited {
  says: RegExp;
  begin: () => Promise<unknown>;
  end: () => Promise<unknown>;
}

const troubles: Trouble[] = [
  {
    what: 'is full',
    says: /Redis is full: /,
    begin: (redis) => redis.config('SET', 'maxmemory', '1'),
    end: (redis) => redis.config('SET', 'maxmemory', '0'),
  },
  {
    what: 'is a replica',
    says: /Redis is read-only: /,
    begin: (redis) => redis.replicaof('127.0.0.1', '1'),
    end: (redis) => redis.replicaof('NO', 'ONE'),
  },
  {
    what: 'has another password',
    says: /Redis refuses the password/,
    begin: async (redis) => {
      await redis.config('SET', 'requirepass', 'another');
      await redis.client('KILL', 'TYPE', 'NORMAL', 'SKIPME', 'YES');
    },
    end: (redis) => redis.config('SET', 'requirepass', ''),
  },
];

describe.runIf(findRedisServer())('a batch whose Redis (needs a redis-server)', () => {
  let site: TestSite;
  beforeAll(async () => {
    site = await TestSite.start({ batches: true });
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const log = async () => (await readFile(site.logFile('batch'), 'utf8')).split('\n');
  const said = (words: RegExp) => async () => (await log()).filter((line) => words.test(line));
  const make = () => makeBatch(site, { pictures: 2 * CHUNK, file: () => photo });
  const finished = (batch: Batch) =>
    eventually(
      () => Promise.resolve(batch.end?.state),
      (state) => state === 'finished',
    );
  /** Its log says once what is wrong, live pictures do not notice, and afterwards the batch is done by itself. */
  const expectWaitedOut = async ({ says, begin, end }: Waited) => {
    const pid = site.pid('batch');
    const before = (await said(says)()).length;
    await begin();
    const batch = await make();
    await eventually(said(says), (lines) => lines.length > before);
    expect(await site.client.classify(demo, photo, 1)).toHaveProperty('results');
    const over = (await said(/Redis does its work again/)()).length;
    await new Promise((resolve) => setTimeout(resolve, 1500)); // some tries more
    expect(await said(says)()).toHaveLength(before + 1);
    await end();
    await finished(batch);
    expect(await rowsOf(batch)).toHaveLength(2 * CHUNK);
    expect((await said(/Redis does its work again/)()).length).toBe(over + 1);
    expect(site.pid('batch')).toBe(pid);
  };

  it.each(troubles)('$what waits for it, says so once, and goes on by itself', async (trouble) => {
    const redis = new Redis(join(site.home, 'run/redis.sock'), { retryStrategy: () => null });
    try {
      const { says, begin, end } = trouble;
      await expectWaitedOut({ says, begin: () => begin(redis), end: () => end(redis) });
    } finally {
      await trouble.end(redis);
      redis.disconnect();
    }
  });

  it('is gone waits for it, says so once, and goes on by itself', async () => {
    await expectWaitedOut({
      says: /Redis is out of reach/,
      begin: () => site.stop('redis', 'SIGKILL'),
      end: () => site.start('redis'),
    });
  });

  it('is gone is left by a worker that is told to stop, within its patience', async () => {
    await site.stop('redis', 'SIGKILL');
    expect(await site.stop('batch')).toBe('status 0');
    await site.start('batch'); // before there is a Redis
    const batch = await make();
    await site.start('redis');
    await finished(batch);
  });
});
