import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../docker/engine.js';
import { FakeEngine } from '../testing/fake-engine.js';
import { KeptRelease } from './kept-release.js';
import { requireReadable } from './state-format.js';
import { WorkFolder } from './work-folder.js';

describe('what a release of Easel keeps of its own', () => {
  let root: string;
  let work: WorkFolder;
  let docker: FakeEngine;
  let ground: { work: WorkFolder; engine: Engine };

  const write = (path: string, text: string) => {
    const file = join(work.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const read = (path: string) => readFileSync(join(work.path, path), 'utf8');
  const stack = () => work.stack('bolts');
  const kept = (release: string) => new KeptRelease(ground, stack(), release);
  /** As release 0.2.0 leaves it, which writes another form. */
  const carryForward = () => {
    write('bolts/admin/password.json', 'in form 2');
    write('bolts/docker-compose.yml', 'of 0.2.0');
    stack().setRelease('0.2.0', 2);
    write('.easel/state/licensing/state.json', 'in form 2');
    write('.easel/docker-compose.yml', 'of 0.2.0');
    write('.easel/.env', 'EASEL_FORMAT=2\nEASEL_RELEASE=0.2.0\n');
  };

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'easel-kept-'));
    work = new WorkFolder(join(root, 'work'));
    docker = await FakeEngine.in(root);
    ground = { work, engine: docker.engine };
    write('bolts/.env', 'EASEL_FORMAT=1\nEASEL_NAME=bolts\nEASEL_RELEASE=0.1.0\n');
    write('bolts/docker-compose.yml', 'of 0.1.0');
    write('bolts/admin/password.json', 'in form 1');
    write('.easel/.env', 'EASEL_FORMAT=1\nEASEL_RELEASE=0.1.0\n');
    write('.easel/docker-compose.yml', 'of 0.1.0');
    write('.easel/state/licensing/state.json', 'in form 1');
    write('.easel/state/licensing/easel.lic', 'a licence');
  });
  afterEach(() => {
    docker[Symbol.dispose]();
    rmSync(root, { recursive: true });
  });

  it('is found again when it comes back after another wrote its state in a later form', async () => {
    await kept('0.1.0').keep();
    carryForward();
    await kept('0.1.0').putBack();
    expect(read('bolts/admin/password.json')).toBe('in form 1');
    expect(read('bolts/docker-compose.yml')).toBe('of 0.1.0');
    expect(stack()).toMatchObject({ release: '0.1.0', format: 1 });
    // Other deployments go on with the host's.
    expect(read('.easel/state/licensing/state.json')).toBe('in form 2');
  });

  it('is files and folders alone: a link that somebody put among them gives nothing of this host away', async () => {
    write('.easel/state/licensing/key', 'nobody’s to know');
    symlinkSync('../../.easel/state/licensing/key', join(work.path, 'bolts/admin/link'));
    mkdirSync(join(work.path, 'bolts/admin/sub'), { mode: 0o700 });
    await kept('0.1.0').keep();
    carryForward();
    await kept('0.1.0').putBack();
    expect(readdirSync(join(work.path, 'bolts/admin'))).toEqual(['password.json', 'sub']);
    expect(statSync(join(work.path, 'bolts/admin/sub')).mode & 0o777).toBe(0o700);
  });

  it('is left where it is when the form is the same: what was set since counts', async () => {
    await kept('0.1.0').keep();
    stack().setRelease('0.1.1');
    write('bolts/admin/password.json', 'changed since');
    await kept('0.1.0').putBack();
    expect(read('bolts/admin/password.json')).toBe('changed since');
  });

  it('comes back with the host’s licensing when the later release was not fit', async () => {
    await kept('0.1.0').keep();
    carryForward();
    await kept('0.1.0').takeBack('0.2.0');
    expect(stack().release).toBe('0.1.0');
    expect(work.host).toMatchObject({ release: '0.1.0', format: 1 });
    expect(read('.easel/state/licensing/state.json')).toBe('in form 1');
    expect(read('.easel/state/licensing/easel.lic')).toBe('a licence');
    expect(read('.easel/docker-compose.yml')).toBe('of 0.1.0');
    expect(docker.removed).toContain('easel-licensing');
  });

  it('leaves the host what another deployment needs', async () => {
    await kept('0.1.0').keep();
    carryForward();
    write('nuts/.env', 'EASEL_FORMAT=2\nEASEL_NAME=nuts\nEASEL_RELEASE=0.2.0\n');
    await kept('0.1.0').takeBack('0.2.0');
    expect(stack().release).toBe('0.1.0');
    expect(work.host.release).toBe('0.2.0');
    expect(read('.easel/state/licensing/state.json')).toBe('in form 2');
  });

  it('is whole or not at all, and the newest', async () => {
    mkdirSync(join(work.path, 'bolts/backup/0.1.0.new/admin'), { recursive: true });
    expect(kept('0.1.0').exists).toBe(false);
    await kept('0.1.0').keep();
    write('bolts/admin/password.json', 'newer');
    await kept('0.1.0').keep();
    expect(kept('0.1.0').exists).toBe(true);
    expect(read('bolts/backup/0.1.0/admin/password.json')).toBe('newer');
    expect(existsSync(join(work.path, 'bolts/backup/0.1.0.new'))).toBe(false);
  });

  it('decides whether an earlier release is taken, by what its image says that it reads', async () => {
    docker.images.set('easel/gateway:0.2.0', { 'easel.state-format': '2' });
    docker.images.set('easel/gateway:0.1.0', { 'easel.state-format': '1' });
    // One that says nothing is of the first.
    docker.images.set('easel/gateway:0.0.9', {});
    carryForward();
    await requireReadable(ground, stack(), '0.2.0');
    for (const release of ['0.1.0', '0.0.9'])
      await expect(requireReadable(ground, stack(), release)).rejects.toThrow(
        `format 2, which release ${release} cannot read`,
      );
    await kept('0.1.0').keep();
    await requireReadable(ground, stack(), '0.1.0');
  });
});
