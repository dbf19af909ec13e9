import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeEngine } from '../../testing/fake-engine.js';
import { Terminal } from '../../terminal.js';
import type { Ground } from '../ground.js';
import { WorkFolder } from '../work-folder.js';
import { HostFiles, ports } from './host.fixture.js';
import { placeHost } from './place-host.js';
import { requireFit } from './require-fit.js';

const names = ['bolts'].map((name) => ({ name, release: '0.1.0', version: '2' }));

describe('easel restore', () => {
  let root: string;
  let docker: FakeEngine;
  let host: HostFiles;
  let backedUp: HostFiles;
  let ground: Ground;
  /** What is said beside the answer. */
  let noted: string;
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'easel-restore-'));
    docker = await FakeEngine.in(root);
    noted = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => (noted += String(text)) !== '');
    host = new HostFiles();
    backedUp = new HostFiles();
    ground = { work: host.work, engine: docker.engine, terminal: new Terminal('en', true) };
    for (const service of ['gateway', 'inference', 'licensing'])
      docker.images.set(`easel/${service}:0.1.0`, {});
  });
  afterEach(() => {
    vi.restoreAllMocks();
    docker[Symbol.dispose]();
    host[Symbol.dispose]();
    backedUp[Symbol.dispose]();
    rmSync(root, { recursive: true });
  });
  const licensing = (name: string) => join(host.work.host.licensing, name);

  it('takes what this host can run', async () => {
    await requireFit(ground, backedUp.work, names);
  });

  it('takes a deployment on a card where a container is given one', async () => {
    backedUp.write('bolts/docker-compose.yml', '        - driver: nvidia\n');
    await expect(requireFit(ground, backedUp.work, names)).rejects.toThrow(
      /easel\/inference-cuda12:0\.1\.0.*full package/,
    );
    docker.images.set('easel/inference-cuda12:0.1.0', {});
    await expect(requireFit(ground, backedUp.work, names)).rejects.toThrow(
      /Docker gives no container the card 0/,
    );
  });

  it('takes a later licensing that is given cards only where there are some', async () => {
    backedUp.write('.easel/.env', 'EASEL_RELEASE=0.2.0\n');
    backedUp.write('.easel/docker-compose.yml', '        - driver: nvidia\n');
    docker.images.set('easel/licensing:0.2.0', {});
    await expect(requireFit(ground, backedUp.work, names)).rejects.toThrow(
      /Docker gives no container the card 0/,
    );
  });

  it('names the image that is lacking, and where it comes from', async () => {
    docker.images.delete('easel/inference:0.1.0');
    await expect(requireFit(ground, backedUp.work, names)).rejects.toThrow(
      /easel\/inference:0\.1\.0.*full package/,
    );
    docker.images.set('easel/inference:0.1.0', {});
    backedUp.write(
      'bolts/.env',
      'EASEL_NAME=bolts\nEASEL_RELEASE=0.1.0\nCOMPOSE_PROFILES=batches\n',
    );
    await expect(requireFit(ground, backedUp.work, names)).rejects.toThrow('easel/batch:0.1.0');
  });

  it.each([
    ['bolts/.env', 'EASEL_NAME=bolts\nEASEL_RELEASE=0.1.0\nEASEL_FORMAT=2\n', 'the state of bolts'],
    ['.easel/.env', 'EASEL_RELEASE=0.1.0\nEASEL_FORMAT=2\n', 'the state of .easel'],
  ])('is refused where a later Easel wrote what lies beside %s', async (file, text, whose) => {
    backedUp.write(file, text);
    await expect(requireFit(ground, backedUp.work, names)).rejects.toThrow(
      `${whose} in format 2, which release 0.1.0 cannot read`,
    );
    for (const service of ['gateway', 'licensing'])
      docker.images.set(`easel/${service}:0.1.0`, { 'easel.state-format': '2' });
    await requireFit(ground, backedUp.work, names);
  });

  it('is refused where another has the port: one that listens, or a deployment that is stopped', async () => {
    const { callers: port } = ports.bolts;
    const other = createServer().listen(port);
    await once(other, 'listening');
    await expect(requireFit(ground, backedUp.work, names)).rejects.toThrow(`port ${port}`);
    other.close();
    await once(other, 'close');
    await host.work.stack('nuts').settle({ ...ports.nuts, callers: port }, '0.1.0');
    await expect(requireFit(ground, backedUp.work, names)).rejects.toThrow(`port ${port}`);
  });

  it('is refused where the folder says another name, or the version in service is not in it', async () => {
    backedUp.write('bolts/models/bolts/current', '7\n');
    const named7 = names.map((each) => ({ ...each, version: '7' }));
    await expect(requireFit(ground, backedUp.work, named7)).rejects.toThrow('cannot be restored');
    backedUp.write('bolts/.env', 'EASEL_NAME=nuts\nEASEL_RELEASE=0.1.0\n');
    await expect(requireFit(ground, backedUp.work, names)).rejects.toThrow('cannot be restored');
  });

  it('leaves a licence that is here, and its time, as they are', async () => {
    backedUp.write('.easel/state/licensing/easel.lic', 'an older licence\n');
    backedUp.write('.easel/state/licensing/state.json', '{"mark":1}\n');
    expect(await placeHost(ground, backedUp.work.host)).toBe(false);
    expect(readFileSync(licensing('easel.lic'), 'utf8')).toBe('a licence\n');
    expect(readFileSync(licensing('state.json'), 'utf8')).toBe('{"format":1}\n');
    expect(docker.removed).toEqual([]);
  });

  it('puts all that licensing knew in place where there is no licence, with licensing stopped', async () => {
    await host.work.host.forgetLicense();
    backedUp.write('.easel/state/licensing/queued.lic', 'one that waits there');
    expect(await placeHost(ground, backedUp.work.host)).toBe(true);
    expect(readFileSync(licensing('easel.lic'), 'utf8')).toBe('a licence\n');
    expect(existsSync(licensing('history/1700000000000-j1.lic'))).toBe(true);
    expect(readFileSync(licensing('queued.lic'), 'utf8')).toBe('one that waits there');
    expect(docker.removed).toEqual(['easel-licensing']);
    expect(noted).not.toContain('waits');
  });

  describe('where a licence waits and none is in place', () => {
    const kept = () => ({
      waits: readFileSync(licensing('queued.lic'), 'utf8'),
      earlier: readdirSync(licensing('history')),
    });
    const ours = { waits: 'one that waits here', earlier: ['1800000000000-j8.lic'] };
    beforeEach(async () => {
      await host.work.host.forgetLicense();
      host.write('.easel/state/licensing/queued.lic', ours.waits);
      host.write('.easel/state/licensing/history/1800000000000-j8.lic', 'an earlier one here');
    });

    it('keeps it, and the earlier ones, though the backup holds no licence', async () => {
      await backedUp.work.host.forgetLicense();
      expect(await placeHost(ground, backedUp.work.host)).toBe(false);
      expect(kept()).toEqual(ours);
      expect(noted).toMatch(/a licence waits.*it stays/);
    });

    it('keeps it beside the licence of the backup, which counts until then', async () => {
      backedUp.write('.easel/state/licensing/queued.lic', 'one that waits there');
      expect(await placeHost(ground, backedUp.work.host)).toBe(true);
      expect(readFileSync(licensing('easel.lic'), 'utf8')).toBe('a licence\n');
      expect(kept()).toEqual(ours);
      expect(noted).toMatch(/backup is in place.*a licence waits.*it stays/s);
    });
  });

  describe('where the licence was purged, and licensing knows the time', () => {
    const state = (more: object) => `${JSON.stringify({ format: 1, memory: {}, ...more })}\n`;
    const line = (at: string, event = 'time') => `${JSON.stringify({ at, event })}\n`;
    const token = (version: number) =>
      `e30.${Buffer.from(JSON.stringify({ version })).toString('base64url')}.c2ln`;
    const kept = () => JSON.parse(readFileSync(licensing('state.json'), 'utf8')) as unknown;
    const log = () => readFileSync(licensing('audit.jsonl'), 'utf8');
    const [older, newer] = ['2026-01-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'];
    beforeEach(() => host.work.host.forgetLicense());

    it.each([
      ['of this host', newer, older],
      ['of the backup', older, newer],
    ])('counts on from the later one, %s', async (_, here, there) => {
      host.write('.easel/state/licensing/state.json', state({ mark: Date.parse(here) }));
      backedUp.write('.easel/state/licensing/state.json', state({ mark: Date.parse(there) }));
      expect(await placeHost(ground, backedUp.work.host)).toBe(true);
      expect(kept()).toMatchObject({ format: 1, mark: Date.parse(newer) });
    });

    it.each([
      ['this host', () => host],
      ['the backup', () => backedUp],
    ])(
      'counts on from the audit log of %s where that is later than both marks',
      async (_, whose) => {
        for (const each of [host, backedUp])
          each.write('.easel/state/licensing/state.json', state({ mark: Date.parse(older) }));
        whose().write('.easel/state/licensing/audit.jsonl', `${line(newer)}{"at":"20`);
        await placeHost(ground, backedUp.work.host);
        expect(kept()).toMatchObject({ mark: Date.parse(newer) });
      },
    );

    it('is told nothing by a time that is damage', async () => {
      host.write('.easel/state/licensing/state.json', state({ mark: 8e12 }));
      backedUp.write('.easel/state/licensing/state.json', state({ mark: Date.parse(newer) }));
      await placeHost(ground, backedUp.work.host);
      expect(kept()).toMatchObject({ mark: Date.parse(newer) });
    });

    it('keeps the newer keyset, and what this host saw of itself', async () => {
      const [mark, here, there] = [Date.parse(newer), { mac: 'here' }, { mac: 'there' }];
      const ours = state({ mark, memory: here, keyset: token(3) });
      for (const [version, newest] of [
        [9, 9],
        [2, 9],
      ] as const) {
        if (version === 9) host.write('.easel/state/licensing/state.json', ours);
        await host.work.host.forgetLicense();
        using other = new HostFiles();
        const theirs = state({ mark, memory: there, keyset: token(version) });
        other.write('.easel/state/licensing/state.json', theirs);
        await placeHost(ground, other.work.host);
        expect(kept()).toMatchObject({ memory: here, keyset: token(newest) });
      }
    });

    it('has both audit logs, each line once, also where it was cut off and is done again', async () => {
      const [first, second, third] = [
        line(older, 'there'),
        line(older, 'both'),
        line(newer, 'here'),
      ];
      host.write('.easel/state/licensing/audit.jsonl', second + third);
      for (let time = 0; time < 2; time += 1) {
        using other = new HostFiles();
        other.write('.easel/state/licensing/audit.jsonl', first + second);
        expect(await placeHost(ground, other.work.host)).toBe(true);
        expect(log()).toBe(first + second + third);
        rmSync(licensing('easel.lic'));
      }
    });
  });

  it('brings a later release of licensing along, and never an earlier one', async () => {
    backedUp.write('.easel/.env', 'EASEL_RELEASE=0.0.9\n');
    backedUp.write('.easel/docker-compose.yml', 'an older one\n');
    await placeHost(ground, backedUp.work.host);
    expect(host.work.host.release).toBe('0.1.0');
    backedUp.write('.easel/.env', 'EASEL_RELEASE=0.2.0\n');
    backedUp.write('.easel/docker-compose.yml', 'a newer one\n');
    await placeHost(ground, backedUp.work.host);
    expect(host.work.host.release).toBe('0.2.0');
    expect(readFileSync(host.work.host.composeFile, 'utf8')).toBe('a newer one\n');
    expect(new WorkFolder(host.work.path).host.format).toBe(1);
  });
});
