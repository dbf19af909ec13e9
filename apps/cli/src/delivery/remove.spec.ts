import { existsSync, readdirSync, renameSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BareHost } from './bare-host.fixture.js';
import type { Ground } from './ground.js';
import { remove } from './remove.js';

describe('a deployment that is removed, where no container is', () => {
  let host: BareHost;
  let ground: Ground;

  const there = (path: string) => existsSync(host.path(path));
  const license = '.easel/state/licensing/easel.lic';

  beforeEach(async () => {
    host = await BareHost.open();
    ({ ground } = host);
    host.write('bolts/.env', 'EASEL_NAME=bolts\nEASEL_RELEASE=0.1.0\n');
    host.write('bolts/models/bolts/2/model.onnx', '');
    host.write('bolts/models/bolts/current', '2\n');
    host.write(license, 'a licence');
  });
  afterEach(() => host[Symbol.dispose]());

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
    host.write('nuts/.env', 'EASEL_NAME=nuts\n');
    await remove(ground, 'bolts', { purge: true, yes: true });
    expect([there('bolts'), there('.bolts.purged'), there(license)]).toEqual([false, false, true]);
    await remove(ground, 'nuts', { purge: true, yes: true });
    expect([there('nuts'), there(license)]).toEqual([false, false]);
  });

  it('goes whole though no compose file can be read, its networks and what Redis kept too', async () => {
    host.write('bolts/docker-compose.yml', '{');
    host.write('.easel/docker-compose.yml', '{');
    host.docker.networks = ['of-bolts'];
    host.docker.volumes = ['bolts_redis'];
    await remove(ground, 'bolts', {});
    expect(new Set(host.docker.removed)).toEqual(new Set(['of-bolts']));
    await remove(ground, 'bolts', { purge: true, yes: true });
    expect(new Set(host.docker.removed)).toEqual(new Set(['of-bolts', 'bolts_redis']));
    expect([there('bolts'), there(license)]).toEqual([false, false]);
  });

  it('goes from where a link leads to', async () => {
    renameSync(host.path('bolts'), host.path('.elsewhere'));
    symlinkSync(host.path('.elsewhere'), host.path('bolts'));
    await remove(ground, 'bolts', { purge: true, yes: true });
    expect([there('bolts'), readdirSync(host.path('.elsewhere'))]).toEqual([false, []]);
  });

  it('leaves nothing of a purge that was cut off to whoever comes next', async () => {
    host.write('.bolts.purged/models/bolts/2/model.onnx', '');
    host.write('.bolts/note', 'somebody’s own');
    await ground.work.sweep();
    expect([there('.bolts.purged'), there('.bolts/note'), there('bolts')]).toEqual([
      ...[false, true, true],
    ]);
  });
});
