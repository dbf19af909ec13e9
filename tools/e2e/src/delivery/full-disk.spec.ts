import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Diagnosis } from '../diagnosis.js';
import { docker, engine, tryDocker } from '../engine.js';
import { calls } from './calls.js';
import { ReleaseHost } from './release-host.js';
import type { Release } from './release.js';

/** What is full, how much is needed and free, and what to do. */
const sentence =
  /^Not done: the disk of (\S+) is full: [\d.,]+ MB are needed there, [\d.,]+ [kMG]?B are free\. Make room .+ then give the same command again\.$/m;
const satz = /^未执行:(\S+) 所在磁盘空间不足:需要 .+,可用 .+。请清理磁盘.+然后重新执行同一命令。$/m;

/** How often a moment is tried for that lasts a millisecond or two. */
const TRIES = 5;

/**
 * The disk of the work folder runs full at each step in turn: `easel` is held there until somebody else has taken all
 * that was left. Docker's own disk is this machine's, and is not filled: what Docker says of it is told by
 * apps/cli/src/docker/by-docker.spec.ts.
 */
describe.runIf(engine)('a disk that is full (needs EASEL_TEST_ENGINE=1)', () => {
  let host: ReleaseHost;
  let next: Release;
  /** The first version with images, the second alone, the third with other images. */
  let packages: [full: string, update: string, images: string];

  beforeAll(async () => {
    host = await ReleaseHost.open({ disk: 2 * 2 ** 30 });
    next = await host.release.next();
    packages = [
      await host.pack('1', { full: host.release }),
      await host.pack('2'),
      await host.pack('3', { full: next }),
    ];
    // What Docker has is not brought again.
    docker('rmi', `easel/gateway:${next.name}`);
  }, 900_000);
  afterAll(() => host[Symbol.asyncDispose](), 120_000);

  /** Where the work folder's files are, but for those that services write on their own, and the lock of the turn. */
  const files = () =>
    readdirSync(host.work, { recursive: true, encoding: 'utf8' })
      .filter((path) => !/(^|\/)(admin|tuning|state|\.turn)(\/|$)/.test(path))
      .sort();
  const halves = () => files().filter((path) => /\.(new|room)$|\/\.|current\./.test(path));
  const models = () => join(host.stack, 'models', host.name);
  const release = () => docker('inspect', '-f', '{{.Config.Image}}', `${host.name}-gateway`).trim();

  /** As though nothing had ever come after the first version. */
  const anew = async () => {
    await host.does(['upgrade', host.name, packages[0], '--rollback']);
    for (const version of ['2', '3'])
      rmSync(join(models(), version), { recursive: true, force: true });
    tryDocker('rmi', `easel/gateway:${next.name}`);
  };

  /** `easel` that stands still at some moment. One that was missed is tried again. */
  const stopped = async (args: string[], when: () => boolean) => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const ended = host.easel(args);
      const held = await host.held(when);
      if (held) return { held, ended };
      await ended;
      await anew();
    }
    throw new Error(`the moment was missed ${TRIES} times`);
  };

  /** Upgrades on a disk that runs full at some moment; callers ask from then on. */
  const easel = async (args: string[], when: () => boolean) => {
    const { held, ended } = await stopped(args, when);
    const callers = calls(host);
    try {
      host.disk.fill();
      held.go();
      const { status, output } = await ended;
      const { tally, versions } = await callers.end();
      return { status, output, tally: Object.keys(tally), versions };
    } finally {
      host.disk.free();
    }
  };
  const refused = {
    status: 1,
    output: expect.stringMatching(sentence) as string,
    tally: ['ok'],
    versions: ['1'],
  };

  it('has nothing installed on it, and the same command installs once there is room', async () => {
    host.disk.fill(20e6);
    await expect(host.unpackAndInstall()).rejects.toThrow(sentence);
    await expect(host.unpackAndInstall('--lang', 'zh')).rejects.toThrow(satz);
    expect(files()).toEqual([]);
    host.disk.free();
    await host.install();
    expect(await host.answering()).toBe('1');
  }, 300_000);

  it('is seen before anything is unpacked: for a model, and for images', async () => {
    const before = { files: files(), journal: host.journal };
    host.disk.fill(100e6);
    const images = await host.easel(['upgrade', host.name, packages[2]]);
    host.disk.free();
    host.disk.fill(60e6);
    const model = await host.easel(['upgrade', host.name, packages[1], '--lang', 'zh']);
    host.disk.free();
    expect(images).toEqual({ status: 1, output: expect.stringMatching(sentence) as string });
    expect(model).toEqual({ status: 1, output: expect.stringMatching(satz) as string });
    expect({ files: files(), journal: host.journal }).toEqual(before);
    expect(await host.answering()).toBe('1');
  }, 60_000);

  describe('while a version comes, each try getting further than the one before', () => {
    const upgrade = () => ['upgrade', host.name, packages[1]];
    it('as it is unpacked: nothing was begun, and nothing of it stays', async () => {
      const unpacking = () => readdirSync(models()).some((name) => name.startsWith('.2-'));
      expect(await easel(upgrade(), unpacking)).toEqual(refused);
      expect(readdirSync(models())).toEqual(['1', 'current']);
      expect(host.journal.state).toBe('COMMITTED');
    }, 60_000);

    it('as the journal is begun: nothing was; the version lies there whole', async () => {
      const before = halves();
      const room = join(host.stack, 'journal.room');
      const beginning = () => existsSync(room) && host.journal.state !== 'STAGED';
      expect(await easel(upgrade(), beginning)).toEqual(refused);
      expect({ halves: halves(), state: host.journal.state }).toEqual({
        ...{ halves: before, state: 'COMMITTED' },
      });
      expect(readdirSync(models())).toEqual(['1', '2', 'current']);
    }, 60_000);

    it('as inference writes current: it refuses, and that is taken back', async () => {
      const before = halves();
      expect(await easel(upgrade(), () => host.journal.state === 'STAGED')).toEqual(refused);
      expect(host.journal).toMatchObject({ state: 'REVERTED', why: 'the disk is full' });
      expect(halves()).toEqual(before);
      expect(await host.answering()).toBe('1');
    }, 60_000);

    it('as the power goes: a start takes it back with the room that was set aside for it', async () => {
      const { held, ended } = await stopped(upgrade(), () => host.journal.state === 'STAGED');
      host.disk.fill();
      held.kill();
      await ended;
      await host.bash('bash $WORK/$DEPLOY_NAME/start/start-1.sh');
      host.disk.free();
      expect(host.journal.state).toBe('REVERTED');
      expect(await host.answering()).toBe('1');
    }, 60_000);

    it('and with room it is upgraded, and goes back', async () => {
      await host.does(upgrade());
      expect(await host.answering()).toBe('2');
      await host.does(['rollback', host.name]);
      expect(await host.answering()).toBe('1');
    }, 60_000);
  });

  describe('while images come, each try getting further than the one before', () => {
    const upgrade = () => ['upgrade', host.name, packages[2]];
    const backup = () => join(host.stack, 'backup', host.release.name);

    it('as they are unpacked for Docker: nothing was begun, and nothing of them stays', async () => {
      const before = halves();
      const { left } = host.disk;
      const unpacking = () => host.disk.left < left - 20e6;
      expect(await easel(upgrade(), unpacking)).toEqual(refused);
      expect({ halves: halves(), state: host.journal.state }).toEqual({
        ...{ halves: before, state: 'COMMITTED' },
      });
      expect(host.disk.left).toBeGreaterThan(left - 5e6);
    }, 120_000);

    it('as what the release before would need is kept: nothing was begun', async () => {
      const half = `${backup()}.new`;
      const keeping = () => existsSync(half) && !existsSync(join(half, 'kept.json'));
      expect(await easel(upgrade(), keeping)).toEqual(refused);
      expect(existsSync(half)).toBe(false);
      expect(host.journal).toMatchObject({ action: 'rollback', state: 'COMMITTED' });
    }, 120_000);

    it('as compose files and settings are changed: all of them are what they were', async () => {
      const settings = () =>
        [
          ...['.easel/.env', '.easel/docker-compose.yml', '.easel/easel'],
          ...['docker-compose.yml', '.env'].map((name) => `${host.name}/${name}`),
        ].map((path) => readFileSync(join(host.work, path), 'utf8'));
      const before = settings();
      // Of what is changed the host's settings are in the middle, and the deployment's the last.
      const changing = () =>
        host.journal.state === 'LOADED' &&
        settings()[0] !== before[0] &&
        settings().at(-1) === before.at(-1);
      const { output, ...ended } = await easel(upgrade(), changing);
      expect({ output, ...ended }).toEqual(refused);
      expect(output).toMatch(/answers with version 1, as before/);
      expect(host.journal).toMatchObject({ state: 'REVERTED', why: 'the disk is full' });
      expect(settings()).toEqual(before);
      expect(release()).toBe(`easel/gateway:${host.release.name}`);
    }, 120_000);

    it('and with room it is upgraded', async () => {
      await host.does(upgrade());
      expect(await host.answering()).toBe('3');
      expect(release()).toBe(`easel/gateway:${next.name}`);
    }, 120_000);
  });

  it('takes no half of a backup', async () => {
    const out = join(host.work, 'kept.tar.gz');
    const backup = ['backup', host.name, '--out', out];
    host.disk.fill(200e3);
    const { status, output } = await host.easel(backup);
    expect({ status, output }).toEqual({
      status: 1,
      output: expect.stringMatching(sentence) as string,
    });
    expect(readdirSync(host.work).filter((name) => name.startsWith('kept'))).toEqual([]);
    host.disk.free();
    await host.does(backup);
    expect(await host.answering()).toBe('3');
  }, 60_000);

  it('is what doctor names first, by the disk that it is', async () => {
    host.disk.fill();
    try {
      const doctor = [join(host.work, '.easel/easel'), 'doctor', '--no-bundle'];
      const { code, first } = await Diagnosis.by(doctor, host.env);
      expect(code).toBe(3);
      expect(first).toMatchObject({ cause: 'disk-full', status: 'fail' });
      expect(first.message.en).toContain(`(${host.disk.folder}) is full`);
      expect(first.fix.en).toContain('du -xh');
    } finally {
      host.disk.free();
    }
  }, 60_000);
});
