import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { docker, engine } from '../engine.js';
import { calls } from './calls.js';
import { ReleaseHost, type Held } from './release-host.js';
import type { Release } from './release.js';

/** How often a moment is tried for that lasts a millisecond or two. */
const TRIES = 5;

/** The processes that one has started and that still are. */
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

describe.runIf(engine)('a loss of power (needs EASEL_TEST_ENGINE=1)', () => {
  let host: ReleaseHost;
  let next: Release;
  /** The first version with images, the second alone, the third with other images. */
  let [first, second, third] = ['', '', ''];

  beforeAll(async () => {
    host = await ReleaseHost.open();
    next = await host.release.next();
    first = await host.pack('1', { full: host.release });
    second = await host.pack('2');
    third = await host.pack('3', { full: next });
  }, 900_000);
  afterAll(() => host[Symbol.asyncDispose](), 120_000);

  const state = () => (existsSync(join(host.stack, 'journal.json')) ? host.journal.state : '');
  const start = () => host.bash('bash $WORK/$DEPLOY_NAME/start/start-1.sh');
  const current = async () =>
    (await readFile(join(host.stack, 'models', host.name, 'current'), 'utf8')).trim();
  const easel = async (...args: string[]) => {
    const { status, output } = await host.easel(args);
    if (status !== 0) throw new Error(output);
  };
  const images = () =>
    ['gateway', 'inference'].map((service) =>
      docker('inspect', '-f', '{{.Config.Image}}', `${host.name}-${service}`).trim(),
    );
  const imagesOf = ({ name }: Release) => [`easel/gateway:${name}`, `easel/inference:${name}`];

  const killers: Record<'installer' | 'inference', (held: Held) => void> = {
    installer: (held) => held.kill(),
    inference: (held) => {
      const pid = docker('inspect', '-f', '{{.State.Pid}}', `${host.name}-inference`);
      process.kill(Number(pid), 'SIGKILL');
      held.go();
    },
  };

  /**
   * Begins something, and kills somebody while the journal says so.
   * @returns whether it was hit.
   */
  const cut = async (
    victim: keyof typeof killers,
    at: string,
    { begin, when = () => true }: { begin: () => Promise<unknown>; when?: () => boolean },
  ): Promise<boolean> => {
    const ended = begin();
    const held = await host.held(() => state() === at && when());
    if (held) killers[victim](held);
    await ended;
    return held !== undefined;
  };

  describe('at a first install', () => {
    const install = () => host.easel(['install', host.name, first]);
    const started = () => existsSync(join(host.stack, 'start/start-1.sh'));

    it('of the installer at STAGED, before anything can be started: the same install again installs', async () => {
      const begin = () => host.unpackAndInstall().catch(() => undefined);
      expect(await cut('installer', 'STAGED', { begin, when: () => !started() })).toBe(true);
      expect(started()).toBe(false);
      await host.install();
      expect(host.journal.state).toBe('COMMITTED');
      expect(await host.answering()).toBe('1');
    }, 300_000);

    const running = () => docker('ps', '-q', '--filter', `name=^${host.name}-inference$`) !== '';
    it.each([
      ['STAGED', ', while its containers come up', () => started() && running()],
      ['SWITCHED', '', () => true],
      ['VERIFIED', '', () => true],
    ])(
      'of the installer at %s%s: a start ends it, and the new version serves',
      async (at, _when, when) => {
        let hit = false;
        for (let tries = 0; !hit && tries < TRIES; tries += 1) {
          await easel('remove', host.name, '--purge', '--yes');
          hit = await cut('installer', at, { begin: install, when });
        }
        expect(hit).toBe(true);
        await start();
        expect(host.journal).toMatchObject({ action: 'install', state: 'COMMITTED' });
        // The last one went with what was purged.
        await host.renew();
        expect(await host.answers()).toBe('1');
      },
      300_000,
    );
  });

  describe('while a version changes', () => {
    const changes: Record<string, { from: string; to: string; args: () => string[] }> = {
      upgrade: { from: '1', to: '2', args: () => ['upgrade', host.name, second] },
      rollback: { from: '2', to: '1', args: () => ['rollback', host.name] },
    };

    const stands = async (version: string) => {
      if ((await host.answers()) === version) return;
      await easel(...(version === '2' ? ['upgrade', host.name, second] : ['rollback', host.name]));
    };

    it.each([
      ['upgrade', 'STAGED'],
      ['upgrade', 'SWITCHED'],
      ['upgrade', 'VERIFIED'],
      ['rollback', 'STAGED'],
      ['rollback', 'SWITCHED'],
      ['rollback', 'VERIFIED'],
    ])(
      'of the installer, %s at %s: a version answers all the time, and a start ends what was begun',
      async (action, at) => {
        const { from, to, args } = changes[action]!;
        const callers = calls(host);
        let hit = false;
        for (let tries = 0; !hit && tries < TRIES; tries += 1) {
          await stands(from);
          hit = await cut('installer', at, { begin: () => host.easel(args()) });
        }
        expect(hit).toBe(true);
        await start();
        expect(Object.keys((await callers.end()).tally)).toEqual(['ok']);
        expect(await host.answering()).toBe(at === 'STAGED' ? from : to);
        expect(host.journal).toMatchObject({
          ...{ action, state: at === 'STAGED' ? 'REVERTED' : 'COMMITTED' },
        });
      },
      300_000,
    );

    it.each(['STAGED', 'SWITCHED', 'VERIFIED'])(
      'of inference at %s: one of the two answers, whatever the installer says',
      async (at) => {
        let hit = false;
        for (let tries = 0; !hit && tries < TRIES; tries += 1) {
          await stands('1');
          hit = await cut('inference', at, { begin: () => host.easel(changes.upgrade!.args()) });
        }
        expect(hit).toBe(true);
        await start();
        expect(await host.answers()).toBe(await current());
        expect(host.journal.state).toBe((await current()) === '2' ? 'COMMITTED' : 'REVERTED');
        if (at !== 'STAGED') expect(await current()).toBe('2');
      },
      300_000,
    );

    it('of the installer while inference loads the version: it is waited for, and stays', async () => {
      await stands('1');
      const pid = Number(docker('inspect', '-f', '{{.State.Pid}}', `${host.name}-inference`));
      const before = childrenOf(pid);
      // A version is tried in a lane of its own, which loads for as long as it is held.
      const trial = () => childrenOf(pid).find((child) => !before.includes(child));
      const ended = host.easel(changes.upgrade!.args());
      const held = await host.held(() => state() === 'STAGED' && trial() !== undefined);
      const lane = trial() ?? expect.fail('the version is not tried');
      process.kill(lane, 'SIGSTOP');
      held?.kill();
      await ended;
      const started = spawn('bash', [join(host.stack, 'start/start-1.sh')], {
        env: { ...process.env, ...host.env },
      });
      const over = once(started, 'close');
      const line = 'Waiting until version 2 has been loaded';
      let said = '';
      const waits = new Promise<void>((resolve) =>
        started.stderr.on('data', (chunk: Buffer) => {
          said += chunk.toString();
          if (said.includes(line)) resolve();
        }),
      );
      await Promise.race([waits, over]);
      process.kill(lane, 'SIGCONT');
      await over;
      expect(said).toContain(line);
      expect(host.journal).toMatchObject({ action: 'upgrade', state: 'COMMITTED' });
      expect(await host.answering()).toBe('2');
    }, 180_000);

    it('of the terminal alone: what goes on is waited for, not taken back', async () => {
      await stands('1');
      const gone = new AbortController();
      const ended = host.easel(changes.upgrade!.args(), { signal: gone.signal });
      const held = await host.held(() => state() === 'STAGED');
      gone.abort();
      held?.go();
      await ended;
      await start();
      expect(await host.answering()).toBe('2');
      expect(host.journal.state).toBe('COMMITTED');
    }, 180_000);
  });

  describe('while images change', () => {
    /** From one release to the other and back, each with its version. */
    const there = () => images()[0] === imagesOf(next)[0];
    const change = () =>
      there()
        ? { to: '1', release: host.release, args: ['upgrade', host.name, first, '--rollback'] }
        : { to: '3', release: next, args: ['upgrade', host.name, third] };

    beforeEach(async () => {
      if ((await host.answers()) === '2') await easel('rollback', host.name);
    }, 60_000);

    const rehearses = () => docker('ps', '-q', '--filter', 'name=_inference_run_') !== '';
    const stopped = () => docker('ps', '-q', '--filter', `name=^${host.name}-gateway$`) === '';
    it.each([
      ['STAGED', ', while the version is tried on them', rehearses],
      ['LOADED', '', () => true],
      ['LOADED', ', while containers are made anew', stopped],
    ])(
      'of the installer at %s%s: the release that was there is back, whole',
      async (at, _when, when) => {
        const [before, version] = [images(), await host.answering()];
        const { args } = change();
        expect(await cut('installer', at, { begin: () => host.easel(args), when })).toBe(true);
        await start();
        expect(await host.answers()).toBe(version);
        expect(images()).toEqual(before);
        expect(host.journal.state).toBe('REVERTED');
        expect(docker('ps', '-aq', '--filter', `name=${host.name}_inference_run_`)).toBe('');
      },
      300_000,
    );

    it('of inference at LOADED: one of the two releases answers, whole', async () => {
      const before = { version: await host.answering(), release: there() ? next : host.release };
      const { to: version, release, args } = change();
      expect(await cut('inference', 'LOADED', { begin: () => host.easel(args) })).toBe(true);
      await start();
      const ended = host.journal.state === 'COMMITTED' ? { version, release } : before;
      expect(await host.answers()).toBe(ended.version);
      expect(images()).toEqual(imagesOf(ended.release));
      expect(host.journal.state).toMatch(/^(COMMITTED|REVERTED)$/);
    }, 300_000);

    it.each(['SWITCHED', 'VERIFIED'])(
      'of the installer at %s: the new release stays, whole',
      async (at) => {
        let [hit, to] = [false, change()];
        for (let tries = 0; !hit && tries < TRIES; tries += 1) {
          to = change();
          const { args } = to;
          hit = await cut('installer', at, { begin: () => host.easel(args) });
        }
        expect(hit).toBe(true);
        await start();
        expect(await host.answers()).toBe(to.to);
        expect(images()).toEqual(imagesOf(to.release));
        expect(host.journal.state).toBe('COMMITTED');
      },
      600_000,
    );
  });
});
