import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@easel/platform';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BatchWorker, type Ground } from './batch-worker.js';
import { Pulse } from './pulse.js';

const dist = join(import.meta.dirname, '../dist');
let root: string;
let socket: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'easel-pulse-'));
  socket = join(root, 'batch.sock');
});
afterEach(() => rmSync(root, { recursive: true }));

/** As a container's health check asks. */
const probed = () =>
  new Promise<{ status: number; said: string }>((resolve) => {
    const child = execFile(process.execPath, [join(dist, 'probe.js'), socket], (_, said) =>
      resolve({ status: child.exitCode ?? -1, said: said.trim() }),
    );
  });

describe('a batch worker that is asked how it is', () => {
  it('says so, and the check ends as it says', async () => {
    let well = true;
    await using _pulse = await Pulse.on(socket, () => ({ well, says: 'so' }));
    expect(await probed()).toEqual({ status: 0, said: 'well: so' });
    well = false;
    expect(await probed()).toEqual({ status: 1, said: 'ill: so' });
  });

  it('is well while it waits for Redis and for inference, and ill where it stopped looking at its batches', async () => {
    const config = {
      ...{ home: root, importRoots: [], chunks: 1, instance: 1 },
      keeping: { days: 1, pictures: false },
      redis: { url: `unix://${root}/nobody.sock`, password: undefined },
    } as unknown as Ground['config'];
    const ground = {
      ...{ config, log: createLogger('batch', 'fatal') },
      lease: { onChange: () => undefined },
      inference: { load: {}, deployments: { reachable: false, onChange: () => undefined } },
    } as unknown as Ground;
    const worker = new BatchWorker(ground);
    await using _pulse = await Pulse.on(socket, () => worker.condition());
    expect(await probed()).toEqual({
      status: 0,
      said: expect.stringMatching(
        /^well: looked at its batches \d+ s ago; Redis is waited for, inference is waited for$/,
      ),
    });
    // A look that never ends.
    const later = performance.now() + 130_000;
    vi.spyOn(performance, 'now').mockReturnValue(later);
    expect(worker.condition()).toMatchObject({ well: false, says: /^looked at its batches 1[23]/ });
    vi.restoreAllMocks();
    await worker.close();
  });

  it('is not where nobody listens', async () => {
    expect(await probed()).toMatchObject({ status: 1, said: /ENOENT/ });
  });

  it('is not while its event loop does something else; one that was killed is followed by another', async () => {
    const script = join(root, 'busy.mjs');
    writeFileSync(
      script,
      `const { Pulse } = await import('${dist}/pulse.js');
       await Pulse.on('${socket}', () => ({ well: true, says: 'so' }));
       process.send('listening', () => { for (;;); });`,
    );
    const busy = fork(script);
    await once(busy, 'message');
    expect(await probed()).toEqual({ status: 1, said: 'no answer within 3 s' });
    busy.kill('SIGKILL');
    await once(busy, 'exit');
    await using _next = await Pulse.on(socket, () => ({ well: true, says: 'so' }));
    expect((await probed()).status).toBe(0);
  });
});
