import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HeldAnswers } from './held-answers.js';
import { monotonicMs, type Rank } from './protocol.js';

const clock = { now: 1_000_000 };
beforeEach(() => {
  vi.spyOn(process.hrtime, 'bigint').mockImplementation(() => BigInt(clock.now * 1e6));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A lane that answers a picture every 10 ms, each of which came so long before. */
function lane() {
  const sent: number[][] = [];
  const state = { live: true, background: true };
  const held = new HeldAnswers(
    (answers) => sent.push(answers.map(({ id }) => id)),
    (rank) => state[rank],
  );
  let id = 0;
  const answer = async (waited: number, together = 1, rank: Rank = 'live') => {
    clock.now += 10;
    for (let one = 0; one < together; one += 1)
      held.add({ id: ++id, done: null }, { came: monotonicMs() - waited, rank });
    await Promise.resolve();
  };
  return { sent, answer, state };
}

describe('answers of a lane', () => {
  it('go one by one while nothing has waited long', async () => {
    const { sent, answer } = lane();
    for (let count = 0; count < 4; count += 1) await answer(30);
    expect(sent).toEqual([[1], [2], [3], [4]]);
  });

  it('go together where the next adds no more than a quarter to the wait', async () => {
    const { sent, answer } = lane();
    for (let count = 0; count < 7; count += 1) await answer(90);
    expect(sent).toEqual([[1], [2, 3, 4], [5, 6, 7]]); // before the second, how far apart they are is not known
  });

  it('are not held when there is nothing to wait for', async () => {
    const { sent, answer, state } = lane();
    for (let count = 0; count < 3; count += 1) await answer(1000);
    state.live = state.background = false;
    await answer(1000);
    expect(sent.flat()).toEqual([1, 2, 3, 4]);
  });

  it('are not held for a picture of a batch, unless they are of one themselves', async () => {
    const { sent, answer, state } = lane();
    state.live = false;
    for (let count = 0; count < 3; count += 1) await answer(1000, 1, 'background');
    expect(sent.flat()).toEqual([1]);
    await answer(1000);
    expect(sent.flat()).toEqual([1, 2, 3, 4]);
  });

  it('of one batch go together', async () => {
    const { sent, answer } = lane();
    await answer(5, 3);
    expect(sent).toEqual([[1, 2, 3]]);
  });

  it('go when the time of the least patient is up', async () => {
    const { sent, answer } = lane();
    for (let count = 0; count < 2; count += 1) await answer(1);
    await answer(4000);
    await answer(80);
    const before = sent.length;
    vi.advanceTimersByTime(20);
    expect(sent.slice(before)).toEqual([[3, 4]]);
  });

  it('go when their time is up, even if the next one takes longer than was expected', async () => {
    const { sent, answer } = lane();
    for (let count = 0; count < 3; count += 1) await answer(400);
    const before = sent.flat().length;
    expect(before).toBeLessThan(3);
    vi.advanceTimersByTime(100);
    expect(sent.flat()).toEqual([1, 2, 3]);
  });

  it('go when the time of the least patient is up, whoever came before it', async () => {
    const { sent, answer } = lane();
    for (let count = 0; count < 2; count += 1) await answer(10_000);
    expect(sent.flat()).toEqual([1]); // the second may wait for 2.5 s
    await answer(80);
    vi.advanceTimersByTime(20);
    expect(sent.flat()).toEqual([1, 2, 3]);
  });
});
