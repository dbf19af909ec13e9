import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Words } from '@easel/contract';
import { expect, it, vi } from 'vitest';
import { interrupted } from '../interruption.js';
import { FakeEngine } from '../testing/fake-engine.js';
import { deliver } from './deliver.js';
import type { NewRelease } from './new-release.js';
import { WorkFolder } from './work-folder.js';

it('says on Ctrl-C between old containers and new what ends it', async () => {
  const root = mkdtempSync(join(tmpdir(), 'easel-deliver-'));
  using docker = await FakeEngine.in(root);
  const work = new WorkFolder(join(root, 'work'));
  mkdirSync(join(work.path, 'bolts'), { recursive: true });
  writeFileSync(join(work.path, 'bolts/.env'), 'EASEL_NAME=bolts\n');
  const said: string[] = [];
  const terminal = { note: ({ en }: Words) => void said.push(en) };
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('ended here');
  });
  const newRelease = { place: () => Promise.resolve().then(interrupted) };
  const delivery = deliver(
    { work, engine: docker.engine, terminal: terminal as never },
    work.stack('bolts'),
    {
      action: 'install',
      to: { version: '1', release: '0.1.0' },
      newRelease: newRelease as unknown as NewRelease,
    },
  );
  await expect(delivery).rejects.toThrow('ended here');
  expect(exit).toHaveBeenCalledWith(130);
  expect(said[0]).toContain('`easel start bolts` ends it');
  exit.mockRestore();
  rmSync(root, { recursive: true });
});
