import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminClient, EaselClient } from '@easel/contract';
import { privateKeysIn } from '@easel/vendor';
import { ComposeProject } from './compose-project.js';
import { docker, engine } from './engine.js';
import { checkout, demo, eventually } from './test-site.js';
import { example } from './fixtures.js';

describe.runIf(engine)('docker-compose up from a checkout (needs EASEL_TEST_ENGINE=1)', () => {
  let project: ComposeProject;
  const compose = (...args: string[]) => project.compose(...args);
  const client = () => new EaselClient(project.callers);
  /** Of the operator, from when he has set the first password. */
  let token: string;
  const operator = () => new AdminClient(project.operators, token);

  beforeAll(async () => {
    project = await ComposeProject.up(`easel-test-${process.pid}`);
    await eventually(
      () =>
        client()
          .ready()
          .catch(() => ({ ready: false })),
      ({ ready }) => ready,
    );
  }, 900_000);
  afterAll(() => project.down(), 120_000);

  it('names the example photo', async () => {
    const { bytes, label } = example('jpg');
    expect(await client().classify(demo, bytes, 1)).toMatchObject({ results: [{ name: label }] });
  });

  it('comes up healthy, every service of it', async () => {
    const ids = (await compose('ps', '-q', 'licensing', 'inference', 'gateway', 'redis', 'batch'))
      .trim()
      .split('\n');
    expect(ids).toHaveLength(5);
    const health = () =>
      Promise.resolve(
        ids.map((id) => docker('inspect', '-f', '{{.State.Health.Status}}', id).trim()),
      );
    await eventually(health, (states) => states.every((state) => state === 'healthy'));
  });

  it('publishes the two doors and nothing else, the operators’ on this host alone', async () => {
    const ids = (await compose('ps', '-q')).trim().split('\n');
    const published = ids.flatMap((id) => docker('port', id).trim().split('\n').filter(Boolean));
    const v4 = published.filter((line) => !line.includes('[::]')).sort();
    expect(v4).toEqual([
      `8080/tcp -> 0.0.0.0:${new URL(project.callers).port}`,
      `8081/tcp -> 127.0.0.1:${new URL(project.operators).port}`,
    ]);
    const metrics = await fetch(`${project.operators}/metrics`);
    expect(metrics.status).toBe(200);
  });

  it('lets its operator in with the secret that it wrote, and tells of the licence', async () => {
    const file = '/var/lib/easel/admin/first-password';
    const secret = (await compose('exec', '-T', 'gateway', 'cat', file)).trim();
    const url = project.operators;
    const password = 'a password of a test';
    ({ token } = await new AdminClient(url).setFirstPassword({ secret, password }));
    expect(await operator().license()).toMatchObject({
      state: 'in_force',
      edition: 'development',
    });
  });

  it('keeps its licence when every container is made anew', async () => {
    const ids = async () => (await compose('ps', '-q', 'licensing', 'inference', 'gateway')).trim();
    const before = await ids();
    await compose('up', '-d', '--force-recreate', 'licensing', 'inference', 'gateway');
    expect(await ids()).not.toBe(before);
    const ready = () =>
      client()
        .ready()
        .catch(() => ({ ready: false }));
    await eventually(ready, (answer) => answer.ready);
    const { bytes, label } = example('jpg');
    expect(await client().classify(demo, bytes, 1)).toMatchObject({ results: [{ name: label }] });
  });

  it('holds no private key in any image', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'easel-images-'));
    try {
      for (const service of ['licensing', 'inference', 'gateway', 'batch']) {
        const id = (await compose('ps', '-q', service)).trim();
        docker('cp', `${id}:/easel`, join(folder, service));
        expect(existsSync(join(folder, service, 'libs'))).toBe(true);
      }
      expect(await privateKeysIn(folder)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 300_000);

  it('lets licensing alone write the state, and inference what it knows of models', async () => {
    const writes = async (service: string, file: string) => {
      const script = `touch /var/lib/easel/${file} && echo yes || echo no`;
      return (await compose('exec', '-T', service, 'sh', '-c', script)).trim();
    };
    expect(await writes('licensing', 'try')).toBe('yes');
    for (const service of ['inference', 'gateway']) {
      expect([service, await writes(service, 'try')]).toEqual([service, 'no']);
      expect([service, await writes(service, `models/${demo}/1/try`)]).toEqual([service, 'no']);
    }
    expect(await writes('inference', `models/${demo}/try`)).toBe('yes');
    expect(await writes('inference', 'tuning/try')).toBe('yes'); // what it measured
    for (const file of [`models/${demo}/try`, 'tuning/try'])
      expect([file, await writes('gateway', file)]).toEqual([file, 'no']);
  });

  it('takes another version the way the guide says, and puts it into service', async () => {
    const folder = join(checkout, 'examples/models', demo, '1');
    const into = `/var/lib/easel/models/${demo}`;
    // As `tar -c NAME/2 | docker-compose exec -T inference tar -x` does, but that the version is called 2.
    const tar = spawn('tar', ['-C', folder, '--transform', 's,^\\.,2,', '-c', '.']);
    const taking = project.spawn('exec', '-T', 'inference', 'tar', '-C', into, '-x');
    tar.stdout.pipe(taking.stdin);
    expect(await once(taking, 'close')).toEqual([0, null]);
    expect(await operator().activate(demo, { version: '2' })).toMatchObject({
      ...{ outcome: 'activated', previous: '1' },
    });
    const current = await compose('exec', '-T', 'inference', 'cat', `${into}/current`);
    expect(current.trim()).toBe('2');
    const { bytes, label } = example('jpg');
    expect(await client().classify(demo, bytes, 1)).toMatchObject({ results: [{ name: label }] });
  });

  it('hands out what batches have to do, with a password that the worker has', async () => {
    const ask = `REDISCLI_AUTH="$(cat /secret/password)" redis-cli --no-auth-warning`;
    const redis = async (line: string) =>
      (await compose('exec', '-T', 'redis', 'sh', '-c', line)).trim();
    expect(await redis('redis-cli dbsize')).toMatch(/NOAUTH/);
    // The worker keeps its two schedules there.
    await eventually(
      () => redis(`${ask} zcard bull:easel-upkeep:repeat`),
      (count) => count === '2',
    );
  });
});
