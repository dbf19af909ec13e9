import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EaselClient } from '@easel/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docker, engine, tryDocker } from '../engine.js';
import { example } from '../fixtures.js';
import { eventually } from '../test-site.js';
import { ReleaseHost } from './release-host.js';
import type { Release } from './release.js';

describe.runIf(engine)('a second deployment on a host (needs EASEL_TEST_ENGINE=1)', () => {
  let host: ReleaseHost;
  let next: Release;
  let second: string;

  beforeAll(async () => {
    host = await ReleaseHost.open();
    second = `${host.name}-two`;
    next = await host.release.next();
    await host.unpackAndInstall();
    await host.does(['lu', await host.license('--deployments', host.name)]);
  }, 900_000);
  afterAll(async () => {
    await host[Symbol.asyncDispose]();
    for (const network of ['services', 'doors']) tryDocker('network', 'rm', `${second}_${network}`);
  }, 120_000);

  const says = () => ['--name', second];
  const image = (container: string) =>
    docker('inspect', '-f', '{{.Config.Image}}', container).trim();

  it('is not begun with an update, which brings nothing to run it', async () => {
    const update = await host.pack('1', { says: says() });
    const { status, output } = await host.easel(['install', second, update]);
    expect(output).toMatch(
      /^Not done: the package brings a model alone, .+ install a full package/m,
    );
    expect({ status, there: existsSync(join(host.work, second)) }).toEqual({
      ...{ status: 1, there: false },
    });
  }, 120_000);

  it('that cannot be served leaves the first and the host on the Easel that they had', async () => {
    const spoil = (folder: string) => writeFile(join(folder, 'model.onnx'), 'a letter');
    const full = await host.pack('1', { full: next, says: says(), spoil });
    const { status } = await host.easel(['install', second, full]);
    expect(status).toBe(1);
    expect(image('easel-licensing')).toBe(`easel/licensing:${host.release.name}`);
    const env = readFileSync(join(host.work, '.easel/.env'), 'utf8');
    expect(env).toContain(`EASEL_RELEASE=${host.release.name}\n`);
    expect(host.containers().filter((name) => name.startsWith(second))).toEqual([]);
    expect(await host.answering()).toBe('1');
    const start = await host.easel(['start', second]);
    expect(start.output).toContain(`Install it again: easel install ${second}`);
  }, 300_000);

  it('is installed again once it can be served, though the licence in force is for the first alone', async () => {
    const full = await host.pack('2', { full: next, says: says() });
    const { status, output } = await host.easel(['install', second, full]);
    expect(output).toContain(`The licence in force does not cover ${second}`);
    expect({ status, licensing: image('easel-licensing') }).toEqual({
      ...{ status: 0, licensing: `easel/licensing:${next.name}` },
    });

    const [url = ''] = /http:\S+(?=\/\S+\/ImageClassification)/.exec(output) ?? [];
    const client = new EaselClient(url);
    const ask = () => client.classify(second, example('jpg').bytes, 1);
    expect(await ask()).toMatchObject({ error_code: 337000 });
    expect(await host.answering()).toBe('1');

    await host.does(['lu', await host.license(), '--yes']);
    // Its lease hears of the new licence a moment later.
    const served = await eventually(ask, (answer) => 'results' in answer);
    expect(served).toMatchObject({ results: [{ name: `${example('jpg').label}-v2` }] });
    await host.does(['remove', second, '--purge', '--yes']);
    expect(await host.answering()).toBe('1');
  }, 300_000);

  it('is what a host may be without: where none runs, that is said in place of asking for a session', async () => {
    const { status: none, output: slip } = await host.easel(['rollback', host.name, '7']);
    expect({ none, slip }).toEqual({ none: 1, slip: expect.stringContaining('no version 7 here') });
    docker('stop', `${host.name}-gateway`);
    const { status, output } = await host.easel(['license', 'status']);
    expect(output).toContain(`\`easel start ${host.name}\` starts it`);
    expect(status).toBe(5);
    await host.does(['start', host.name]);
    expect(await host.answers()).toBe('1');
  }, 120_000);
});
