import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docker, engine } from '../engine.js';
import { calls } from './calls.js';
import { ReleaseHost } from './release-host.js';

/** How often a version is changed under load: as often as was promised. */
const changes = Number(process.env.EASEL_TEST_UPGRADES ?? 20);

/**
 * Milliseconds without a result where images change: EASEL_TEST_GAP_MS=5000, as was promised, on a machine with nothing
 * else to do.
 */
const limit = Number(process.env.EASEL_TEST_GAP_MS ?? 30_000);

/**
 * Milliseconds by which the silence that callers measured and the gap that their operator was told may differ. A look of
 * `easel` takes up to 1 s; a caller may hang for 3 s at the address of a container that has gone, until the kernel gives it
 * up, and then waits for a picture as well, on a machine that starts containers meanwhile.
 */
const APART_MS = 5000;

describe.runIf(engine)('a deployment in service (needs EASEL_TEST_ENGINE=1)', () => {
  let host: ReleaseHost;
  let second: string;

  const easel = async (...args: string[]) => {
    const { status, output } = await host.easel(args);
    if (status !== 0)
      throw new Error(`${args.join(' ')} ended with ${status ?? 'a signal'}: ${output}`);
    return output;
  };

  beforeAll(async () => {
    host = await ReleaseHost.open();
    await host.install();
    second = await host.pack('2');
  }, 900_000);
  afterAll(() => host[Symbol.asyncDispose](), 120_000);

  it('is upgraded, and goes back, and says which versions there are', async () => {
    expect(await host.answering()).toBe('1');
    const { output } = await host.easel(['upgrade', host.name, second, '--dry-run']);
    expect(output).toContain('Nothing was done');
    expect(await easel('upgrade', host.name, second)).toContain('answers with version 2');
    expect(await host.answering()).toBe('2');
    expect(await easel('versions', host.name)).toMatch(/^1\s*\n2\s+in service/m);
    await easel('rollback', host.name);
    expect(await host.answering()).toBe('1');
    expect(JSON.parse(await easel('versions', host.name, '--json'))).toMatchObject({
      ...{ current: '1', versions: ['1', '2'] },
      last: { action: 'rollback', state: 'COMMITTED' },
    });
    expect(await easel('status')).toContain(host.name);
  }, 120_000);

  it(`changes its version ${changes} times under load, and no request is lost`, async () => {
    const callers = calls(host);
    for (let change = 0; change < changes; change += 1)
      await easel(...(change % 2 === 0 ? ['upgrade', host.name, second] : ['rollback', host.name]));
    const { tally, versions } = await callers.end();
    expect(Object.keys(tally)).toEqual(['ok']);
    expect(versions).toEqual(['1', '2']);
  }, 600_000);

  it('gets new images, and its operator hears beforehand that callers have to wait, and afterwards how long', async () => {
    const next = await host.release.next();
    const third = await host.pack('3', { full: next });
    const callers = calls(host);
    const said = await easel('upgrade', host.name, third);
    const { tally, versions, longest } = await callers.end();
    process.stdout.write(`${said}\nlongest ${Math.round(longest)} ms ${JSON.stringify(tally)}\n`);
    const told = /answers stop for a few seconds[^]*No picture was classified for (\d+\.\d) s/.exec(
      said,
    );
    const toldMs = Number(told?.[1] ?? expect.fail(said)) * 1000;
    expect(Math.abs(longest - toldMs)).toBeLessThan(APART_MS);
    expect(versions).toEqual(['1', '3']);
    expect(longest).toBeLessThan(limit);
    expect(docker('inspect', '-f', '{{.Config.Image}}', `${host.name}-gateway`).trim()).toBe(
      `easel/gateway:${next.name}`,
    );
  }, 600_000);

  it('is purged, and leaves nothing but what licensing saw of the clock', async () => {
    expect((await host.easel(['remove', host.name, '--purge'])).status).toBe(3);
    await easel('remove', host.name, '--purge', '--yes');
    expect(host.containers()).toEqual([]);
    expect(readdirSync(host.work)).not.toContain(host.name);
    const licensing = readdirSync(join(host.work, '.easel/state/licensing'));
    expect(licensing).toContain('state.json');
    expect(licensing).not.toContain('easel.lic');
    expect(licensing).not.toContain('history');
  }, 120_000);
});
