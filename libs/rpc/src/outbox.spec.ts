import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox.js';

function outbox() {
  const sent: string[][] = [];
  return { sent, box: new Outbox<string>((items) => sent.push(items)) };
}

describe('an outbox', () => {
  it('sends what a turn had to say at its end, in one message, in order', async () => {
    const { sent, box } = outbox();
    box.add('a');
    queueMicrotask(() => box.add('b'));
    expect(sent).toEqual([]);
    await turn();
    box.add('c');
    await turn();
    expect(sent).toEqual([['a', 'b'], ['c']]);
  });

  it('makes no message larger than 1 MiB, but for one thing that is', async () => {
    const { sent, box } = outbox();
    const MiB = 1024 * 1024;
    box.add('a', 0.6 * MiB);
    box.add('b', 0.6 * MiB);
    box.add('c', 3 * MiB);
    box.add('d', 0.1 * MiB);
    await turn();
    expect(sent).toEqual([['a'], ['b'], ['c'], ['d']]);
  });

  it('sends nothing of what was forgotten', async () => {
    const { sent, box } = outbox();
    box.add('a');
    box.clear();
    await turn();
    expect(sent).toEqual([]);
  });
});
