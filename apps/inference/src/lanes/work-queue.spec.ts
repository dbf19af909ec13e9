import { describe, expect, it } from 'vitest';
import { WorkQueue, type Work } from './work-queue.js';
import { monotonicMs, type Rank } from './protocol.js';

function queueWith(...pictures: [key: string, rank: Rank][]) {
  const queue = new WorkQueue();
  for (const [key, rank] of pictures) {
    const work: Work = { key, rank, image: Buffer.alloc(1), topNum: 1, due: Infinity, logId: 1 };
    void queue.add(work, () => undefined);
  }
  const take = (able: (work: Work) => boolean = () => true, room: typeof able = () => true) =>
    queue.take(able, room)?.work;
  return { queue, take };
}

describe('work that waits', () => {
  it('is handed out in order, but what is of a batch after all other', () => {
    const { take } = queueWith(['a', 'background'], ['b', 'live'], ['c', 'live']);
    expect([take()?.key, take()?.key, take()?.key, take()]).toEqual(['b', 'c', 'a', undefined]);
  });

  it('of a batch is not handed out while other work waits for a lane that has room', () => {
    const { take } = queueWith(['a', 'background'], ['b', 'live']);
    expect(take(({ key }) => key === 'a')).toBeUndefined();
    expect(take()?.key).toBe('b');
    expect(take(({ key }) => key === 'a')?.key).toBe('a');
  });

  it('waits behind what a lane is able to do and has no room for yet', () => {
    const { take } = queueWith(['a', 'live'], ['b', 'live']);
    const room = ({ key }: Work) => key === 'b';
    expect(take(undefined, room)).toBeUndefined();
    expect(take(({ key }) => key === 'b', room)?.key).toBe('b');
  });

  it('of a batch is given up at its deadline, however many others are before it', async () => {
    const { queue, take } = queueWith(['a', 'live'], ['b', 'live'], ['d', 'background']);
    const work = { key: 'c', rank: 'background', image: Buffer.alloc(1), topNum: 1 } as const;
    const late = queue.add({ ...work, due: monotonicMs() - 1, logId: 1 }, () => undefined);
    expect(take()?.key).toBe('a');
    await expect(late).rejects.toMatchObject({ code: 336100 });
    expect(queue.givenUp.background.deadline).toBe(1);
    expect([take()?.key, take()?.key, take()]).toEqual(['b', 'd', undefined]);
  });

  it('goes back to where it was handed out from', () => {
    const { queue, take } = queueWith(['a', 'background'], ['b', 'background']);
    const first = queue.take(
      () => true,
      () => true,
    );
    if (first) queue.putBack(first);
    void queue.add({ ...first!.work, key: 'c', rank: 'live' }, () => undefined);
    const keys = [1, 2, 3].map(() => take()?.key);
    expect(keys).toEqual(['c', 'a', 'b']);
  });
});
