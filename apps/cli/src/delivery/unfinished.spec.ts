import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageManifest } from '@easel/package';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BareHost } from './bare-host.fixture.js';
import type { Ground } from './ground.js';
import { KeptRelease } from './kept-release.js';
import { endRemoved, endUnfinished, endUnfinishedBy, takeBack } from './unfinished.js';

describe('what was left open, where no container is', () => {
  let host: BareHost;
  let ground: Ground;

  const write = (path: string, text: string) => host.write(path, text);
  const read = (path: string) => readFileSync(host.path(path), 'utf8');
  const stack = () => ground.work.stack('bolts');

  beforeEach(async () => {
    host = await BareHost.open();
    ({ ground } = host);
    write('bolts/.env', 'EASEL_FORMAT=1\nEASEL_NAME=bolts\nEASEL_RELEASE=0.1.0\n');
    write('bolts/docker-compose.yml', 'of 0.1.0');
    write('bolts/models/bolts/current', '1\n');
    write('.easel/.env', 'EASEL_FORMAT=1\nEASEL_RELEASE=0.1.0\n');
    write('.easel/docker-compose.yml', 'of 0.1.0');
  });
  afterEach(() => host[Symbol.dispose]());

  it('is nothing once it has ended: no container is touched', async () => {
    stack().journal.begin({
      action: 'install',
      from: null,
      to: { version: '1', release: '0.1.0' },
    });
    stack().journal.end('COMMITTED');
    await takeBack(ground, stack(), 'its last line could not be written');
    expect(stack().journal.last()?.state).toBe('COMMITTED');
  });

  it('of Easel alone, the version being the same, goes back to the release that was whole', async () => {
    const standing = { version: '1', release: '0.1.0' };
    await new KeptRelease(ground, stack(), '0.1.0').keep();
    stack().journal.begin({
      action: 'upgrade',
      from: standing,
      to: { ...standing, release: '0.2.0' },
      renews: true,
    });
    stack().journal.advance('LOADED');
    write('.easel/docker-compose.yml', 'of 0.2.0');
    write('bolts/docker-compose.yml', 'of 0.2.0');
    await endUnfinished(ground, stack());
    expect(stack().journal.last()).toMatchObject({ state: 'REVERTED', why: 'it was interrupted' });
    expect(read('bolts/docker-compose.yml')).toBe('of 0.1.0');
    expect(read('.easel/docker-compose.yml')).toBe('of 0.1.0');
  });

  it('of a version alone leaves the compose file be, whatever was kept when Easel changed', async () => {
    const standing = { version: '1', release: '0.1.0' };
    write('bolts/docker-compose.yml', 'of an earlier 0.1.0');
    await new KeptRelease(ground, stack(), '0.1.0').keep();
    write('bolts/docker-compose.yml', 'of 0.1.0');
    stack().journal.begin({
      action: 'upgrade',
      from: standing,
      to: { ...standing, version: '2' },
    });
    await endUnfinished(ground, stack());
    expect(stack().journal.last()?.state).toBe('REVERTED');
    expect(read('bolts/docker-compose.yml')).toBe('of 0.1.0');
  });

  it('of images for a card, the release and the version being the same, goes back to those for the processor', async () => {
    const standing = { version: '1', release: '0.1.0' };
    await new KeptRelease(ground, stack(), '0.1.0').keep();
    stack().journal.begin({ action: 'upgrade', from: standing, to: standing, renews: true });
    await endUnfinished(ground, stack());
    expect(stack().journal.last()?.state).toBe('REVERTED');
    stack().journal.begin({ action: 'upgrade', from: standing, to: standing, renews: true });
    write('bolts/docker-compose.yml', 'of 0.1.0 on a card');
    await takeBack(ground, stack(), 'no card');
    expect(read('bolts/docker-compose.yml')).toBe('of 0.1.0');
  });

  it('of a first install, before there was anything to start, says to install again', async () => {
    rmSync(join(stack().folder, 'docker-compose.yml'));
    const to = { version: '1', release: '0.2.0' };
    const from = { version: null, release: '0.1.0' };
    stack().journal.begin({ action: 'install', from, to });
    await expect(endUnfinished(ground, stack())).rejects.toThrow('Install it again');
    await takeBack(ground, stack(), 'it was interrupted');
    expect(stack().journal.last()?.state).toBe('REVERTED');
  });

  it('of a first install of a newer Easel takes the host back too, and leaves nothing to be started', async () => {
    rmSync(join(stack().folder, 'docker-compose.yml'));
    await new KeptRelease(ground, stack(), '0.1.0').keep();
    const from = { version: null, release: '0.1.0' };
    const to = { version: '1', release: '0.2.0' };
    stack().journal.begin({ action: 'install', from, to, renews: true });
    write('.easel/.env', 'EASEL_FORMAT=1\nEASEL_RELEASE=0.2.0\n');
    write('.easel/docker-compose.yml', 'of 0.2.0');
    stack().setRelease('0.2.0');
    await takeBack(ground, stack(), 'no version of it loads');
    expect(read('.easel/docker-compose.yml')).toBe('of 0.1.0');
    expect(ground.work.host.release).toBe('0.1.0');
    expect({ release: stack().release, runtime: stack().runtime }).toEqual({
      ...{ release: '0.1.0', runtime: undefined },
    });
    expect(stack().journal.last()?.state).toBe('REVERTED');
  });

  it('is ended by a package that brings the images that are gone, before anything is started', async () => {
    const from = { version: '1', release: '0.1.0' };
    const brings = async (release: string, kind: 'full' | 'update' = 'full') => {
      stack().journal.begin({ action: 'upgrade', from, to: { version: '2', release: '0.2.0' } });
      let states = '';
      const bringImages = () => {
        states += stack().journal.last()?.state ?? '';
        return Promise.resolve();
      };
      const manifest = { kind, release } as PackageManifest;
      await endUnfinishedBy(ground, stack(), { manifest, bringImages });
      expect(stack().journal.open()).toBeUndefined();
      return states;
    };
    expect(await brings('0.1.0')).toBe('STAGED');
    expect(await brings('0.2.0')).toBe('STAGED');
    expect(await brings('0.3.0')).toBe('');
    expect(await brings('0.2.0', 'update')).toBe('');
  });

  it.each([
    ['that had the traffic has ended well', '2', 'COMMITTED'],
    ['that had not is taken back', '1', 'REVERTED'],
    ['of which an earlier version was activated since keeps that', '0', 'REVERTED'],
  ])('of what its operator removed: one %s', async (_, current, state) => {
    const from = { version: '1', release: '0.1.0' };
    stack().journal.begin({ action: 'upgrade', from, to: { ...from, version: '2' } });
    write('bolts/models/bolts/current', `${current}\n`);
    await endRemoved(ground, stack()); // what it started would fail: there is no image
    expect(stack().journal.last()?.state).toBe(state);
    expect(read('bolts/models/bolts/current')).toBe(`${current}\n`);
  });

  it('of what its operator removed while Easel changed, is what it would be started from again', async () => {
    const from = { version: '1', release: '0.1.0' };
    await new KeptRelease(ground, stack(), '0.1.0').keep();
    const to = { version: '2', release: '0.2.0' };
    stack().journal.begin({ action: 'upgrade', from, to, renews: true });
    write('bolts/docker-compose.yml', 'of 0.2.0');
    write('bolts/models/bolts/current', '0\n');
    await endRemoved(ground, stack());
    expect(stack().journal.last()).toMatchObject({ state: 'REVERTED', why: 'it was removed' });
    expect(read('bolts/docker-compose.yml')).toBe('of 0.1.0');
  });

  it('leaves no half files, and gives back what was set aside', async () => {
    const halves = [
      'bolts/journal.json.1-2-3.new',
      'bolts/docker-compose.next.yml',
      'bolts/journal.room',
      'bolts/backup/0.1.0.new/.env',
      'bolts/models/bolts/.2-abcdef012345/model.onnx',
      'bolts/models/bolts/current.abcdef012345',
    ];
    for (const half of halves) write(half, 'half');
    await endUnfinished(ground, stack());
    expect(halves.filter((half) => existsSync(host.path(half)))).toEqual([]);
    expect(read('bolts/models/bolts/current')).toBe('1\n');
  });
});
