import { describe, expect, it } from 'vitest';
import { LaneQueue, type Picture } from './lane-queue.js';
import { monotonicMs, type Answer } from './protocol.js';

const picture = (id: number): Picture => ({
  ask: 'classify',
  ...{
    id,
    key: 'a/1#1',
    image: Buffer.alloc(1),
    topNum: 1,
    due: Infinity,
    came: monotonicMs(),
    watched: false,
  },
});
const turn = () => new Promise(setImmediate);

/** A lane that answers when it is told to. */
function lane() {
  const begun = new Map<number, () => void>();
  const sent: number[] = [];
  const queue = new LaneQueue({
    answer: ({ id }) =>
      new Promise<Answer>((resolve) => begun.set(id, () => resolve({ id, done: null }))),
    atOnce: () => 2,
    send: (answers) => sent.push(...answers.map(({ id }) => id)),
  });
  return { queue, begun, sent };
}

describe('what waits in a lane', () => {
  it('is begun in order, two at a time', async () => {
    const { queue, begun } = lane();
    for (const id of [1, 2, 3]) queue.add(picture(id));
    expect([...begun.keys()]).toEqual([1, 2]);
    begun.get(1)?.();
    await turn();
    expect([...begun.keys()]).toEqual([1, 2, 3]);
  });

  it('is not begun once nobody waits for it, but answered', async () => {
    const { queue, begun, sent } = lane();
    for (const id of [1, 2, 3]) queue.add(picture(id));
    queue.drop(3);
    queue.drop(1); // too late: it was begun
    begun.get(1)?.();
    begun.get(2)?.();
    await turn();
    expect([...begun.keys()]).toEqual([1, 2]);
    expect(sent.sort()).toEqual([1, 2, 3]);
  });

  it('is answered at once where it has not waited long, however long the next takes', async () => {
    const { queue, begun, sent } = lane();
    for (const id of [1, 2, 3]) queue.add(picture(id));
    begun.get(1)?.();
    await turn();
    expect(sent).toEqual([1]);
    expect([...begun.keys()]).toEqual([1, 2, 3]);
  });
});
