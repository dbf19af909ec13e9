import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminClient, EaselClient } from '@easel/contract';
import { privateKeysIn } from '@easel/vendor';
import { checkout, demo, eventually } from './test-site.js';
import { compose as runCompose, composeCommand, docker, engine, freePort } from './engine.js';
import { example } from './fixtures.js';

const project = `easel-test-${process.pid}`;

describe.runIf(engine)('docker-compose up from a checkout (needs EASEL_TEST_ENGINE=1)', () => {
  let env: NodeJS.ProcessEnv;
  let ports: { callers: number; operators: number };

  const compose = (...args: string[]) => runCompose(env, '-p', project, ...args);
  const client = () => new EaselClient(`http://127.0.0.1:${ports.callers}`);
  /** Of the operator, from when he has set the first password. */
  let token: string;
  const operator = () => new AdminClient(`http://127.0.0.1:${ports.operators}`, token);

  beforeAll(async () => {
    ports = { callers: await freePort(), operators: await freePort() };
    env = {
      ...process.env,
      EASEL_PORT: String(ports.callers),
      EASEL_ADMIN_PORT: String(ports.operators),
    };
    await compose('up', '-d', '--build');
    await eventually(
      () =>
        client()
          .ready()
          .catch(() => ({ ready: false })),
      ({ ready }) => ready,
    );
  }, 900_000);
  afterAll(() => compose('down', '-v'), 120_000);

  it('names the example photo', async () => {
    const { bytes, label } = example('jpg');
    expect(await client().classify(demo, bytes, 1)).toMatchObject({ results: [{ name: label }] });
  });

  it('comes up healthy, every service of it', async () => {
    const ids = (await compose('ps', '-q', 'licensing', 'inference', 'gateway', 'redis'))
      .trim()
      .split('\n');
    expect(ids).toHaveLength(4);
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
      `8080/tcp -> 0.0.0.0:${ports.callers}`,
      `8081/tcp -> 127.0.0.1:${ports.operators}`,
    ]);
    const metrics = await fetch(`http://127.0.0.1:${ports.operators}/metrics`);
    expect(metrics.status).toBe(200);
  });

  it('lets its operator in with the secret that it wrote, and tells of the licence', async () => {
    const file = '/var/lib/easel/admin/first-password';
    const secret = (await compose('exec', '-T', 'gateway', 'cat', file)).trim();
    const url = `http://127.0.0.1:${ports.operators}`;
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
    const [command, ...first] = composeCommand();
    const untar = ['-p', project, 'exec', '-T', 'inference', 'tar', '-C', into, '-x'];
    const taking = spawn(command, [...first, ...untar], { cwd: checkout, env, stdio: 'pipe' });
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

  it('runs as nobody in particular, but for licensing', async () => {
    const who = async (service: string) =>
      (await compose('exec', '-T', service, 'id', '-u')).trim();
    expect(await who('gateway')).toBe('1000');
    expect(await who('inference')).toBe('1000');
    expect(await who('batch')).toBe('1000');
    expect(await who('redis')).toBe('999');
    expect(await who('licensing')).toBe('0');
  });
});
