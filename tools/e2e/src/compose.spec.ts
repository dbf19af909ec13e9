import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminClient, EaselClient } from '@easel/contract';
import { privateKeysIn } from '@easel/vendor';
import { checkout, demo, eventually } from './test-site.js';
import { example } from './fixtures.js';

/** Where a Docker engine can be had, whoever runs the tests says so; then its absence is a failure. */
const engine = process.env.EASEL_TEST_ENGINE === '1';
const project = `easel-test-${process.pid}`;

describe.runIf(engine)('docker-compose up from a checkout (needs EASEL_TEST_ENGINE=1)', () => {
  let env: NodeJS.ProcessEnv;
  let ports: { callers: number; operators: number };

  const compose = async (...args: string[]) => {
    const [command, ...first] = composeCommand();
    const all = [...first, '-p', project, ...args];
    const { stdout } = await promisify(execFile)(command, all, {
      cwd: checkout,
      env,
      maxBuffer: 2 ** 26,
    });
    return stdout;
  };
  const client = () => new EaselClient(`http://127.0.0.1:${ports.callers}`);

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
    const ids = (await compose('ps', '-q', 'licensing', 'inference', 'gateway')).trim().split('\n');
    expect(ids).toHaveLength(3);
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
    const { token } = await new AdminClient(url).setFirstPassword({ secret, password });
    expect(await new AdminClient(url, token).license()).toMatchObject({
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
      for (const service of ['licensing', 'inference', 'gateway']) {
        const id = (await compose('ps', '-q', service)).trim();
        docker('cp', `${id}:/easel`, join(folder, service));
        expect(existsSync(join(folder, service, 'libs'))).toBe(true);
      }
      expect(await privateKeysIn(folder)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 300_000);

  it('lets licensing alone write the state', async () => {
    const writes = async (service: string) =>
      compose('exec', '-T', service, 'sh', '-c', 'touch /var/lib/easel/try && echo yes || echo no');
    expect(await writes('licensing')).toContain('yes');
    expect(await writes('inference')).toContain('no');
    expect(await writes('gateway')).toContain('no');
  });

  it('runs as nobody in particular, but for licensing', async () => {
    const who = async (service: string) =>
      (await compose('exec', '-T', service, 'id', '-u')).trim();
    expect(await who('gateway')).toBe('1000');
    expect(await who('inference')).toBe('1000');
    expect(await who('licensing')).toBe('0');
  });
});

/** Compose 2 where there is one, else 1. */
function composeCommand(): [string, ...string[]] {
  const two = spawnSync('docker', ['compose', 'version']);
  return two.status === 0 ? ['docker', 'compose'] : ['docker-compose'];
}

function docker(...args: string[]): string {
  return spawnSync('docker', args, { encoding: 'utf8' }).stdout;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
