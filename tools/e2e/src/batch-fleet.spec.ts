import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BatchStore, queues, upkeepJobs } from '@easel/jobs';
import { findRedisServer } from '@easel/run/redis';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KnownPictures } from './known-pictures.js';
import { StubbornCaller } from './stubborn-caller.js';
import { eventually, TestSite } from './test-site.js';

const PICTURES = 1000;

describe.runIf(findRedisServer())('two of everything on one Redis (needs a redis-server)', () => {
  let site: TestSite;
  beforeAll(async () => {
    site = await TestSite.start({ batches: true, counts: { gateway: 2, batch: 2, inference: 2 } });
  });
  afterAll(() => site[Symbol.asyncDispose]());

  /** How often the logs of all workers say it. */
  const said = async (words: RegExp) => {
    const logs = site.processes('batch').map((name) => readFile(site.logFile(name), 'utf8'));
    return (await Promise.all(logs)).join('\n').match(new RegExp(words, 'g'))?.length ?? 0;
  };

  it('what is done now and then is done by one worker, and not again by one that starts', async () => {
    const words = /batches of the last day/;
    const url = { path: join(site.home, 'run/redis.sock') };
    const queue = new Queue(queues.upkeep, { connection: url });
    try {
      await eventually(
        () => said(words),
        (times) => times > 0,
      );
      await site.stop('batch-2');
      await site.start('batch-2');
      await eventually(
        () => queue.getWorkersCount(),
        (count) => count === 2,
      );
      const idle = async () => (await queue.getActiveCount()) + (await queue.getWaitingCount());
      await eventually(idle, (count) => count === 0);
      expect(await said(words)).toBe(1);

      // Its next time comes, early.
      const planned = await queue.getDelayed();
      expect(planned.map(({ name }) => name).sort()).toEqual(Object.values(upkeepJobs).sort());
      await planned.find(({ name }) => name === upkeepJobs.summary)?.promote();
      await eventually(
        () => said(words),
        (times) => times > 1,
      );
      await eventually(idle, (count) => count === 0);
      expect(await said(words)).toBe(2);
      expect(await queue.getDelayedCount()).toBe(2);
    } finally {
      await queue.close();
    }
  });

  it('one of each is killed, and each picture has one row, whichever gateway is asked', async () => {
    const known = await KnownPictures.ask(site.client);
    const caller = new StubbornCaller(site);
    const { id } = await caller.create(() => known.tar(PICTURES), 'once');
    const batch = new BatchStore(site.home).open(id)!;
    const victims = ['batch', 'inference-2', 'gateway', 'redis', 'batch-2'] as const;
    const back: Promise<void>[] = [];
    for (const victim of victims) {
      const before = (await batch.done()).length;
      await eventually(
        () => batch.done(),
        (done) => done.length > before,
      );
      expect(batch.end).toBeUndefined();
      await site.stop(victim, 'SIGKILL');
      back.push(site.start(victim)); // the batch goes on meanwhile, and so do the kills
    }
    await Promise.all(back);
    expect(await caller.ended(id)).toMatchObject({ state: 'finished', failed: 0 });
    // The caller asks another gateway each time.
    const results = await Promise.all(site.processes('gateway').map(() => caller.results(id)));
    for (const rows of results) expect(known.faults(rows, PICTURES)).toEqual([]);
    // Sent again, to whichever: it is the same one.
    expect(await caller.create(() => known.tar(PICTURES), 'once')).toMatchObject({ id });
    expect(await caller.ids()).toEqual([id]);
  });

  it('a worker whose inference stays away leaves its pictures to the others, and works again with it', async () => {
    const known = await KnownPictures.ask(site.client);
    const caller = new StubbornCaller(site);
    const done = async (key: string) => {
      const { id } = await caller.create(() => known.tar(400), key);
      expect(await caller.ended(id)).toMatchObject({ state: 'finished', failed: 0 });
    };
    await site.stop('inference-2', 'SIGKILL');
    await done('without the second'); // though that holds some of it at first
    await site.start('inference-2');
    await site.stop('batch');
    await done('by the second');
    await site.start('batch');
  });
});
