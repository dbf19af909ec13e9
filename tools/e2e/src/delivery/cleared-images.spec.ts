import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docker, engine } from '../engine.js';
import { ReleaseHost } from './release-host.js';
import { ran, type Ran } from './shell.js';

describe.runIf(engine)('images that somebody cleared away (needs EASEL_TEST_ENGINE=1)', () => {
  let host: ReleaseHost;
  let fingerprint: string;

  const script = (...args: string[]): Promise<Ran> =>
    ran('python3', ['opt/original/package/Install/install.py', ...args], {
      cwd: host.folder,
      env: host.env,
    });
  const image = (name: string) => `easel/${name}:${host.release.name}`;

  beforeAll(async () => {
    host = await ReleaseHost.open();
    await host.install();
    // Another's is refused, and ours named.
    const { output } = await host.easel([
      'upgrade',
      host.name,
      'opt/original',
      '--vendor-key',
      'ab',
    ]);
    fingerprint = /[0-9a-f]{4}(?:-[0-9a-f]{4}){15}/.exec(output)?.[0] ?? '';
    expect(fingerprint, output).not.toBe('');
  }, 900_000);
  afterAll(() => host[Symbol.asyncDispose](), 120_000);

  it('of a service are brought back by the package, proven, and not by a registry', async () => {
    docker('rm', '-f', `${host.name}-gateway`);
    docker('rmi', '-f', image('gateway'));
    const started = await host.easel(['start', host.name]);
    expect(started.status).not.toBe(0);
    expect(started.output).toContain(`${image('gateway')} is gone from Docker`);
    expect(started.output).not.toMatch(/registry|Pulling/);

    const upgraded = await host.easel(['upgrade', host.name, 'opt/original']);
    expect(upgraded.status, upgraded.output).toBe(0);
    expect(await host.answering()).toBe('1');
  }, 180_000);

  it('of easel itself: nothing of a package is run before its operator says so', async () => {
    docker('rmi', '-f', image('cli'));
    for (const told of [await host.easel(['versions', host.name]), await script('status')]) {
      expect(told.status).toBe(1);
      expect(told.output).toMatch(/^easel\/cli:\S+, the easel of this host, is gone from Docker/);
    }
    const refused = await script('install', host.name);
    expect(refused.status, refused.output).toBe(1);
    expect(docker('images', '-q', image('cli'))).toBe('');

    const other = await script('install', host.name, '--trust-package', '--vendor-key', 'ab');
    expect(other.output).toContain(fingerprint);
    const again = ['install', host.name, '--trust-package', '--vendor-key', fingerprint];
    expect((await script(...again)).output).toContain('installed already');
    await host.does(['versions', host.name]);
    expect(await host.answering()).toBe('1');
  }, 180_000);
});
