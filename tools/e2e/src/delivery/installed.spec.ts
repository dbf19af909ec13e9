import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docker, engine } from '../engine.js';
import { expectHardened, inspected, published, type Container } from '../hardened.js';
import { ReleaseHost } from './release-host.js';
import { done } from './shell.js';

const users: Record<string, string> = {
  licensing: '0:0',
  inference: 'node',
  gateway: 'node',
  batch: 'node',
  redis: 'redis',
};
const services = Object.keys(users);

describe.runIf(engine)('what a package installs (needs EASEL_TEST_ENGINE=1)', () => {
  let host: ReleaseHost;
  let containers: Record<string, Container>;

  const container = (service: string) => {
    const found = containers[service];
    if (!found) throw new Error(`${service} has no container`);
    return found;
  };

  beforeAll(async () => {
    host = await ReleaseHost.open();
    await host.install('--batches');
    const serviceOf = ({ Config }: Container) => Config.Labels['com.docker.compose.service'] ?? '';
    containers = Object.fromEntries(
      inspected(...host.containers()).map((one) => [serviceOf(one), one]),
    );
  }, 900_000);
  afterAll(() => host[Symbol.asyncDispose](), 120_000);

  it('is these services and no other', () => {
    expect(Object.keys(containers).sort()).toEqual([...services].sort());
  });

  it.each(services)(
    'runs as whom it should, with no capability, limits, logs that end, and comes back: %s',
    (service) => {
      const { Config, HostConfig } = container(service);
      expect(Config.User).toBe(users[service]);
      expectHardened(container(service));
      expect(HostConfig.CapAdd ?? []).toEqual([]);
      expect(HostConfig.RestartPolicy.Name).toBe('unless-stopped');
    },
  );

  it.each(services)('sees of the host its own folders and which machine it is: %s', (service) => {
    const binds = container(service).Mounts.filter(({ Type }) => Type === 'bind');
    const own = (source: string) =>
      service === 'licensing'
        ? source === join(host.work, '.easel/state')
        : source.startsWith(`${host.stack}/`);
    const others = binds.filter(({ Source }) => !own(Source));
    const identified = ['licensing', 'inference'].includes(service);
    expect(others.map(({ Source, RW }) => ({ Source, RW }))).toEqual(
      identified ? expect.toSatisfy(isIdentity) : [],
    );
    // Docker's socket, or a folder that it is in, is none of these; secrets nobody changes.
    expect(binds.filter(({ Source }) => /docker|\/run(\/|$)/.test(Source))).toEqual([]);
    const secrets = binds.filter(({ Source }) => Source.includes('/secrets'));
    expect(secrets.filter(({ RW }) => RW)).toEqual([]);
  });

  it('publishes the two doors alone, the operators’ on this host', () => {
    expect(published(containers)).toEqual([
      'gateway 8080/tcp 0.0.0.0',
      'gateway 8081/tcp 127.0.0.1',
    ]);
  });

  it('talks on networks that lead nowhere, but for the doors', () => {
    const inner = [`${host.name}_services`, 'easel-licensing'];
    for (const network of inner) {
      const [found] = JSON.parse(docker('network', 'inspect', network)) as {
        Internal: boolean;
        Options: Record<string, string>;
      }[];
      expect(found).toMatchObject({
        Internal: true,
        Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
      });
    }
    const joined = Object.fromEntries(
      services.map((service) => [
        service,
        Object.keys(container(service).NetworkSettings.Networks).sort(),
      ]),
    );
    expect(joined).toEqual({
      licensing: ['easel-licensing'],
      inference: [...inner].sort(),
      gateway: [...inner, `${host.name}_doors`].sort(),
      batch: [...inner].sort(),
      redis: [`${host.name}_services`],
    });
  });

  it('gives support a bundle, and doctor a screen, with no secret of settings, URLs, logs or a PEM', async () => {
    const planted = await plant(host, container('gateway'));
    const bundle = join(host.folder, 'bundle.tar.gz');
    const { output } = await host.easel(['doctor', '--lang', 'both', '--bundle', bundle]);
    expect((await stat(bundle)).mode & 0o777).toBe(0o600);
    await mkdir(join(host.folder, 'support'));
    await done('tar', ['-C', join(host.folder, 'support'), '-xzf', bundle]);
    const folder = join(host.folder, 'support/easel-support');
    const names = await readdir(folder);
    const files = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    for (const secret of planted)
      expect([output, ...files].filter((text) => text.includes(secret))).toEqual([]);

    // They were there to be found, and support reads what is left.
    const log = await readFile(join(folder, `${host.name}-gateway.log`), 'utf8');
    for (const said of ['planted: a URL', 'planted: a key', 'planted: a header', 'gateway ready'])
      expect(log).toContain(said);
    expect(names).toContain(`${host.name}.override.yml`);
    expect(files.join('\n')).toContain('DB_PASS=[redacted]');
  }, 120_000);
});

const isIdentity = (mounts: { Source: string; RW: boolean }[]) =>
  mounts.every(({ RW }) => !RW) &&
  mounts
    .map(({ Source }) => Source)
    .sort()
    .join() === '/etc/machine-id,/sys';

/** Secrets where an operator, a program or a careless support person leaves them. @returns them. */
async function plant(host: ReleaseHost, { Id }: Container): Promise<string[]> {
  const word = () => `pLaNtEd${randomBytes(6).toString('hex')}`;
  const [setting, url, header, query, variable, argument, comment] = Array.from(
    { length: 7 },
    word,
  );
  const key = randomBytes(192).toString('base64').match(/.{64}/g) ?? [];
  await appendFile(
    join(host.stack, '.env'),
    `DB_PASS=${setting}\nSTORE=https://someone:${url}@store/x?sig=${query}\n`,
  );
  await writeFile(
    join(host.stack, 'docker-compose.override.yml'),
    `# ${comment}\nservices:\n  gateway:\n    environment:\n      DB: ${variable}\n    command: [x, ${argument}]\n`,
  );
  const pem = ['-----BEGIN PRIVATE KEY-----', ...key, '-----END PRIVATE KEY-----'];
  const lines = [
    `planted: a URL postgres://someone:${url}@store/x?key=${query}`,
    `planted: a header Authorization: Bearer ${header}`,
    'planted: a key',
    ...pem,
    ...key.map((line) => `2026-01-31T09:00:00Z ${line}`),
    JSON.stringify({ level: 'error', msg: 'planted: a key', pem: pem.join('\n') }),
  ];
  // Into the log of the container, as its own program would.
  docker('exec', Id, 'sh', '-c', `printf '%s\\n' "$@" >/proc/1/fd/1`, 'sh', ...lines);
  const redis = await readFile(join(host.stack, 'secrets/redis-password'), 'utf8');
  return [setting, url, header, query, variable, argument, comment, ...key, redis.trim()].map(
    (secret) => secret ?? '',
  );
}
