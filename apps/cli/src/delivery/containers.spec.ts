import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeEngine } from '../testing/fake-engine.js';
import { leaveOldFolder } from './containers.js';
import { WorkFolder } from './work-folder.js';

describe('containers whose folder was moved away and another put in its place', () => {
  let root: string;
  let docker: FakeEngine;
  const stack = () => new WorkFolder(root).stack('bolts');
  const note = vi.fn();
  const leave = () =>
    leaveOldFolder({ engine: docker.engine, terminal: { note } as never }, stack());

  /** One that was started on the folder as it is now, or on one before. */
  const starts = (service: string, folders: string[], { since = false, running = true } = {}) => {
    const binds = folders.map((folder) => {
      const host = join(stack().folder, folder);
      mkdirSync(host, { recursive: true });
      return { host, inside: `/var/lib/easel/${folder}` };
    });
    const inodes = binds.map(({ host }) => statSync(host, { bigint: true }).ino);
    const name = `bolts-${service}`;
    docker.listed.push({ name, running, binds });
    docker.running.set(name, inodes.map((ino) => `${since ? ino + 1n : ino}\n`).join(''));
  };

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'easel-containers-'));
    docker = await FakeEngine.in(root);
    note.mockReset();
  });
  afterEach(() => {
    docker[Symbol.dispose]();
    rmSync(root, { recursive: true });
  });

  it('are taken away, all of them: those of batches too', async () => {
    for (const service of ['gateway', 'inference', 'batch', 'redis'])
      starts(service, ['models', 'secrets'], { since: true });
    await leave();
    expect(docker.removed.sort()).toEqual([
      'bolts-batch',
      'bolts-gateway',
      'bolts-inference',
      'bolts-redis',
    ]);
    expect(note).toHaveBeenCalledOnce();
  });

  it('are told by any of the folders that they see, whether or not inference runs', async () => {
    starts('gateway', ['admin', 'batches'], { since: true });
    starts('inference', ['models'], { since: true, running: false });
    await leave();
    expect(docker.removed).toEqual(['bolts-gateway']);
  });

  it('that stand on what is there are left alone, and nothing is said', async () => {
    starts('gateway', ['admin', 'batches']);
    starts('inference', ['models']);
    docker.listed.push({ name: 'bolts-of-the-operator', running: true, binds: [] });
    await leave();
    expect(docker.removed).toEqual([]);
    expect(note).not.toHaveBeenCalled();
  });

  it('are taken away where the folder has nothing in that place any more', async () => {
    starts('gateway', ['admin']);
    rmSync(join(stack().folder, 'admin'), { recursive: true });
    await leave();
    expect(docker.removed).toEqual(['bolts-gateway']);
  });
});
