import { describe, expect, it } from 'vitest';
import { LaneQueue, type Picture } from './lane-queue.js';
import { monotonicMs, type Answer } from './protocol.js';

const picture = (id: number, more: Partial<Picture> = {}): Picture => ({
  ask: 'classify',
  ...{
    id,
    key: 'a/1#1',
    image: Buffer.alloc(1),
    topNum: 1,
    rank: 'live',
    due: Infinity,
    came: monotonicMs(),
    watched: false,
    ...more,
  },
});
const ofBatch = (id: number, due = Infinity) => picture(id, { rank: 'background', due });
const turn = () => new Promise(setImmediate);

/** A lane that answers when it is told to. */
function lane() {
  const begun = new Map<number, () => void>();
  const sent: number[] = [];
  const queue = new LaneQueue({
    answer: ({ id }) =>
      new Promise<Answer>((resolve) => begun.set(id, () => resolve({ id, done: null }))),
    batch: () => 1,
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

describe('what waits in a lane of a batch', () => {
  it('is begun one at a time, so that what comes meanwhile waits for that one alone', async () => {
    const { queue, begun } = lane();
    for (const id of [1, 2]) queue.add(ofBatch(id));
    queue.add(picture(3));
    expect([...begun.keys()]).toEqual([1, 3]);
    for (const id of [1, 3]) begun.get(id)?.();
    await turn();
    expect([...begun.keys()]).toEqual([1, 3, 2]);
  });

  it('is not begun while anything else waits', async () => {
    const { queue, begun } = lane();
    for (const id of [1, 2, 3]) queue.add(picture(id));
    queue.add(ofBatch(4));
    for (const id of [1, 2]) {
      begun.get(id)?.();
      await turn();
    }
    expect([...begun.keys()]).toEqual([1, 2, 3]);
    begun.get(3)?.();
    await turn();
    expect([...begun.keys()]).toEqual([1, 2, 3, 4]);
  });

  it('is given up at its deadline, also when others never let it begin', async () => {
    const { queue, begun, sent } = lane();
    for (const id of [1, 2, 3]) queue.add(picture(id));
    queue.add(ofBatch(4, monotonicMs() - 1));
    queue.add(ofBatch(5));
    begun.get(1)?.();
    await turn();
    expect(sent).toContain(4);
    expect(sent).not.toContain(5);
    expect([...begun.keys()]).toEqual([1, 2, 3]);
  });

  it('is not begun once nobody waits for it, but answered', () => {
    const { queue, sent } = lane();
    for (const id of [1, 2]) queue.add(ofBatch(id));
    queue.drop(2);
    expect(sent).toEqual([2]);
  });
});
