import { describe, expect, it } from 'vitest';
import { Batches } from './batches.js';

/** Takes numbers, answers them doubled, refuses odd ones; each batch ends when it is told to. */
function work(most: number) {
  const begun: { jobs: number[]; end: () => void }[] = [];
  const batches = new Batches<number, number>(most, async (jobs) => {
    await new Promise<void>((resolve) => begun.push({ jobs, end: resolve }));
    if (jobs.includes(0)) throw new Error('all of it failed');
    return Promise.allSettled(
      jobs.map((job) =>
        job % 2 ? Promise.reject(new Error(`${job} is odd`)) : Promise.resolve(2 * job),
      ),
    );
  });
  /** The batch of that number, once it is begun. */
  const batch = async (place: number) => {
    for (;;) {
      const there = begun[place];
      if (there) return there;
      await new Promise(setImmediate);
    }
  };
  return { begun, batch, batches };
}

describe('batches', () => {
  it('take what has come meanwhile, at most so much, and wait for nothing', async () => {
    const { begun, batch, batches } = work(3);
    const first = batches.add(2);
    expect((await batch(0)).jobs).toEqual([2]);
    const more = [4, 6, 8, 10].map((job) => batches.add(job));
    for (const place of [0, 1, 2]) (await batch(place)).end();
    expect(await first).toBe(4);
    expect(await Promise.all(more)).toEqual([8, 12, 16, 20]);
    expect(begun.map(({ jobs }) => jobs)).toEqual([[2], [4, 6, 8], [10]]);
  });

  it('take together what comes in one breath', async () => {
    const { batch, batches } = work(3);
    for (const job of [2, 4]) void batches.add(job);
    expect((await batch(0)).jobs).toEqual([2, 4]);
  });

  it('are full when each job brings the next, as callers do', async () => {
    const { begun, batch, batches } = work(4);
    const caller = async () => {
      for (let job = 0; job < 3; job += 1) await batches.add(2);
    };
    const callers = Array.from({ length: 8 }, caller);
    for (let place = 0; place < 6; place += 1) (await batch(place)).end();
    await Promise.all(callers);
    expect(begun.map(({ jobs }) => jobs.length)).toEqual([4, 4, 4, 4, 4, 4]);
  });

  it('answer what is done before more is begun', async () => {
    const { begun, batch, batches } = work(1);
    const order: string[] = [];
    const first = batches.add(2).then(() => order.push(`answered, ${begun.length} begun`));
    const second = batches.add(4);
    (await batch(0)).end();
    await first;
    (await batch(1)).end();
    await second;
    expect(order).toEqual(['answered, 1 begun']);
  });

  it('let what fails fail alone', async () => {
    const { batch, batches } = work(3);
    const answers = Promise.allSettled([2, 3, 4].map((job) => batches.add(job)));
    (await batch(0)).end();
    expect(
      (await answers).map((answer): unknown => ('value' in answer ? answer.value : answer.reason)),
    ).toEqual([4, new Error('3 is odd'), 8]);
  });

  it('fail together when the work does, and go on', async () => {
    const { batch, batches } = work(2);
    const failed = [0, 2].map((job) => batches.add(job));
    const next = batches.add(4);
    (await batch(0)).end();
    for (const answer of failed) await expect(answer).rejects.toThrow('all of it failed');
    (await batch(1)).end();
    expect(await next).toBe(8);
    await batches.whenIdle();
  });
});
