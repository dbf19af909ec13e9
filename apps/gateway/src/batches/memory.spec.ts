import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { BatchClient } from '@easel/contract';
import { expect, it } from 'vitest';
import { packed } from '../testing/archives.js';

const program = new URL('../../dist/testing/lone-site.js', import.meta.url);
const MiB = 1024 * 1024;

/** A tar of many pictures, made as it is read. */
function tarOf(count: number, bytes: number): ReadableStream<Uint8Array> {
  const END = 1024;
  const data = Buffer.alloc(bytes, 'picture');
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const entry = at < count ? packed('tar', { [`${at}.bmp`]: data }) : Buffer.alloc(2 * END);
      controller.enqueue(new Uint8Array(at < count ? entry.subarray(0, -END) : entry));
      at += 1;
      if (at > count) controller.close();
    },
  });
}

interface Said {
  url: string;
  home: string;
  mostKiB: number;
}

it('an upload of 192 MiB takes some megabytes of a gateway that has 64 MiB of heap', async () => {
  const child = fork(program, { execArgv: ['--max-old-space-size=64'] });
  const [begun] = (await once(child, 'message')) as [Said];
  try {
    const client = new BatchClient(begun.url, 'steel');
    await client.create(tarOf(1, MiB)); // what is loaded once is no matter of size
    const heard = once(child, 'message');
    child.send('before');
    const [before] = (await heard) as [Said];
    expect(await client.create(tarOf(192, MiB))).toMatchObject({ pictures: 192 });
    const heardAgain = once(child, 'message');
    child.send('after');
    const [after] = (await heardAgain) as [Said];
    const grownMiB = (after.mostKiB - before.mostKiB) / 1024;
    expect(grownMiB).toBeLessThan(96);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
    rmSync(begun.home, { recursive: true, force: true });
  }
});
