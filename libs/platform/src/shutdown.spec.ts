import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';

const start = (fixture: string, ...args: string[]): ChildProcess =>
  fork(new URL(`fixtures/${fixture}.mjs`, import.meta.url), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

describe('a service', () => {
  it('ends when the process that forked it is killed, though nobody reads its log any more', async () => {
    const parent = start('parent');
    const [{ pid }] = (await once(parent, 'message')) as [{ pid: number }];
    parent.kill('SIGKILL');
    await vi.waitUntil(() => !existsSync(`/proc/${pid}`), { timeout: 30_000, interval: 20 });
  });

  it('runs its steps when told to stop, and leaves with success also after one that fails', async () => {
    const service = start('service');
    await once(service, 'message');
    service.kill('SIGTERM');
    const [told] = (await once(service, 'message')) as [unknown];
    expect(told).toEqual({ step: 'first' });
    expect(await once(service, 'exit')).toEqual([0, null]);
  });
  it('leaves with failure when a step takes longer than it has patience for', async () => {
    const service = start('service', '50');
    await once(service, 'message');
    service.kill('SIGTERM');
    expect(await once(service, 'exit')).toEqual([1, null]);
  });
});
