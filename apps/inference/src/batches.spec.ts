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
  return { begun, batches };
}
const turn = () => new Promise(setImmediate);

describe('batches', () => {
  it('take what has come meanwhile, at most so much, and wait for nothing', async () => {
    const { begun, batches } = work(3);
    const first = batches.add(2);
    await turn();
    expect(begun.map(({ jobs }) => jobs)).toEqual([[2]]);
    const more = [4, 6, 8, 10].map((job) => batches.add(job));
    begun[0]?.end();
    expect(await first).toBe(4);
    await turn();
    begun[1]?.end();
    await turn();
    begun[2]?.end();
    expect(await Promise.all(more)).toEqual([8, 12, 16, 20]);
    expect(begun.map(({ jobs }) => jobs)).toEqual([[2], [4, 6, 8], [10]]);
  });

  it('take together what comes in one breath', async () => {
    const { begun, batches } = work(3);
    for (const job of [2, 4]) void batches.add(job);
    await turn();
    expect(begun[0]?.jobs).toEqual([2, 4]);
  });

  it('let what fails fail alone', async () => {
    const { begun, batches } = work(3);
    const answers = Promise.allSettled([2, 3, 4].map((job) => batches.add(job)));
    await turn();
    begun[0]?.end();
    expect(
      (await answers).map((answer): unknown => ('value' in answer ? answer.value : answer.reason)),
    ).toEqual([4, new Error('3 is odd'), 8]);
  });

  it('fail together when the work does, and go on', async () => {
    const { begun, batches } = work(2);
    const failed = [0, 2].map((job) => batches.add(job));
    const next = batches.add(4);
    await turn();
    begun[0]?.end();
    for (const answer of failed) await expect(answer).rejects.toThrow('all of it failed');
    await turn();
    begun[1]?.end();
    expect(await next).toBe(8);
    await batches.whenIdle();
  });
});
