import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Terminal } from '../terminal.js';
import { FakeEngine } from '../testing/fake-engine.js';
import type { Ground } from './ground.js';
import { remove } from './remove.js';
import { WorkFolder } from './work-folder.js';

describe('a deployment that is removed, where no container is', () => {
  let root: string;
  let docker: FakeEngine;
  let ground: Ground;

  const write = (path: string, text: string) => {
    const file = join(ground.work.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const there = (path: string) => existsSync(join(ground.work.path, path));
  const license = '.easel/state/licensing/easel.lic';

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'easel-remove-'));
    docker = await FakeEngine.in(root);
    const work = new WorkFolder(join(root, 'work'));
    ground = { work, engine: docker.engine, terminal: new Terminal('en', true).step() };
    write('bolts/.env', 'EASEL_NAME=bolts\nEASEL_RELEASE=0.1.0\n');
    write('bolts/models/bolts/2/model.onnx', '');
    write('bolts/models/bolts/current', '2\n');
    write(license, 'a licence');
  });
  afterEach(() => {
    docker[Symbol.dispose]();
    rmSync(root, { recursive: true });
  });

  it('keeps what could be put back, and nothing stays under way', async () => {
    const { journal } = ground.work.stack('bolts');
    const from = { version: '1', release: '0.1.0' };
    journal.begin({ action: 'upgrade', from, to: { ...from, version: '2' } });
    journal.advance('SWITCHED');
    await remove(ground, 'bolts', {});
    expect(journal.last()?.state).toBe('COMMITTED');
    expect([there('bolts/models/bolts/2'), there(license)]).toEqual([true, true]);
  });

  it('goes whole when it is purged, and the licence with the last', async () => {
    write('nuts/.env', 'EASEL_NAME=nuts\n');
    await remove(ground, 'bolts', { purge: true, yes: true });
    expect([there('bolts'), there('.bolts.purged'), there(license)]).toEqual([false, false, true]);
    await remove(ground, 'nuts', { purge: true, yes: true });
    expect([there('nuts'), there(license)]).toEqual([false, false]);
  });

  it('leaves nothing of a purge that was cut off to whoever comes next', async () => {
    write('.bolts.purged/models/bolts/2/model.onnx', '');
    write('.bolts/note', 'somebody’s own');
    await ground.work.sweep();
    expect([there('.bolts.purged'), there('.bolts/note'), there('bolts')]).toEqual([
      ...[false, true, true],
    ]);
  });
});
