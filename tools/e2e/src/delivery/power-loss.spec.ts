import { setImmediate as turn } from 'node:timers/promises';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { docker, engine } from '../engine.js';
import { calls } from './calls.js';
import { ReleaseHost } from './release-host.js';

describe.runIf(engine)('a loss of power (needs EASEL_TEST_ENGINE=1)', () => {
  let host: ReleaseHost;
  let second: string;

  /** Upgrades until the journal says so, and kills whoever writes it. */
  const killed = async (file: string, state: string, when: () => boolean = () => true) => {
    const ended = host.easel(['upgrade', host.name, file]);
    const pid = await host.installer();
    while (host.journal.state !== state || !when()) await turn();
    process.kill(pid, 'SIGKILL');
    await ended;
  };
  const start = () => host.bash('cd $WORK/$DEPLOY_NAME && bash start/start-1.sh');
  const current = async () =>
    (await readFile(join(host.stack, 'models', host.name, 'current'), 'utf8')).trim();

  beforeAll(async () => {
    host = await ReleaseHost.open();
    await host.install();
    second = await host.pack('2');
  }, 900_000);
  afterAll(() => host[Symbol.asyncDispose](), 120_000);
  beforeEach(async () => {
    if ((await host.answers()) !== '1') await host.easel(['rollback', host.name, '1']);
    expect(await host.answering()).toBe('1');
  }, 60_000);

  it.each(['STAGED', 'SWITCHED'])(
    'of the installer at %s: a version answers all the time, and a start ends what was begun',
    async (state) => {
      const callers = calls(host);
      await killed(second, state);
      const serving = await current();
      expect(['STAGED', 'SWITCHED', 'VERIFIED']).toContain(host.journal.state);
      await start();
      expect(Object.keys((await callers.end()).tally)).toEqual(['ok']);
      expect(await host.answering()).toBe(serving);
      expect(host.journal.state).toBe(serving === '2' ? 'COMMITTED' : 'REVERTED');
    },
    180_000,
  );

  it('of the installer at VERIFIED: the new version stays', async () => {
    await host.easel(['upgrade', host.name, second]);
    const journal = { ...host.journal, state: 'VERIFIED' };
    await writeFile(join(host.stack, 'journal.json'), JSON.stringify(journal));
    await start();
    expect(await host.answering()).toBe('2');
    expect(host.journal.state).toBe('COMMITTED');
  }, 180_000);

  it('of the terminal alone: what goes on is waited for, not taken back', async () => {
    const gone = new AbortController();
    const ended = host.easel(['upgrade', host.name, second], { signal: gone.signal });
    await host.installer();
    while (host.journal.state !== 'STAGED') await turn();
    gone.abort();
    await ended;
    await start();
    expect(await host.answering()).toBe('2');
    expect(host.journal.state).toBe('COMMITTED');
  }, 180_000);

  it('of inference while it takes a version: one of the two answers, whatever the installer says', async () => {
    const upgraded = host.easel(['upgrade', host.name, second]);
    await host.installer();
    while (host.journal.state !== 'STAGED') await turn();
    docker('kill', '-s', 'KILL', `${host.name}-inference`);
    await upgraded;
    await start();
    expect(await host.answers()).toBe(await current());
    expect(host.journal.state).toMatch(/^(COMMITTED|REVERTED)$/);
  }, 180_000);

  it('while containers are made anew: the release that was there is back, whole', async () => {
    const next = await host.release.next();
    const third = await host.pack('3', { full: next });
    const container = `${host.name}-gateway`;
    const running = () => docker('ps', '-q', '--filter', `name=^${container}$`).trim() !== '';
    await killed(third, 'LOADED', () => !running());
    await start();
    expect(await host.answers()).toBe('1');
    expect(host.journal.state).toBe('REVERTED');
    for (const service of ['gateway', 'inference']) {
      const image = docker('inspect', '-f', '{{.Config.Image}}', `${host.name}-${service}`);
      expect(image.trim()).toBe(`easel/${service}:${host.release.name}`);
    }
  }, 600_000);
});
