import { once } from 'node:events';
import { duplexPair, type Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Channel } from './channel.js';

interface Said {
  id: number;
  words?: string;
  image?: Uint8Array;
}

function ends() {
  const [here, there] = duplexPair();
  const heard: Said[][] = [];
  const channel = new Channel<Said, Said>(there);
  channel.on('messages', (messages) => heard.push(messages));
  return { here, there, channel, heard };
}

/** What a channel writes, as one piece. */
async function bytesOf(...frames: Said[][]): Promise<Buffer> {
  const [here, there] = duplexPair();
  const sender = new Channel<Said, Said>(here);
  const chunks: Buffer[] = [];
  there.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (const frame of frames) sender.send(frame);
  here.end();
  await once(there, 'end');
  return Buffer.concat(chunks);
}

const write = (to: Duplex, bytes: Uint8Array) => new Promise((resolve) => to.write(bytes, resolve));

const first: Said[] = [
  { id: 1, words: '划痕', image: Buffer.from([1, 2, 3]) },
  { id: 2 },
  { id: 3, image: Buffer.alloc(0) },
  { id: 4, image: Buffer.alloc(300, 7) },
];
const second: Said[] = [{ id: 5, words: 'last' }];

describe('a channel', () => {
  it.each([1, 2, 7, 8, 9, 64, 100_000])('reads what comes %d bytes at a time', async (size) => {
    const bytes = await bytesOf(first, second);
    const { here, heard } = ends();
    for (let at = 0; at < bytes.length; at += size)
      await write(here, bytes.subarray(at, at + size));
    expect(heard).toEqual([first, second]);
  });

  it('ends when a frame is too large to be one', async () => {
    const { here, channel, heard } = ends();
    const closed = once(channel, 'close');
    here.write(Buffer.alloc(16, 0xff));
    await closed;
    expect(heard).toEqual([]);
  });

  it('says nothing to an end that has gone, and does not fail', async () => {
    const { there, channel } = ends();
    there.destroy();
    await once(channel, 'close');
    channel.send(second);
  });
});
