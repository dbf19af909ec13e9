import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EaselClient } from '@easel/contract';
import { unusedPorts } from '@easel/platform/testing';
import { Diagnosis } from './diagnosis.js';
import { compose as runCompose, docker, engine, tryDocker } from './engine.js';
import { checkout, eventually } from './test-site.js';

const project = `easel-doctor-${process.pid}`;
const services = ['licensing', 'inference', 'gateway', 'batch', 'redis'];

/** Containers stop and start meanwhile, on a machine that may be busy. */
const patience = { timeout: 300_000 };

describe.runIf(engine)(
  'trouble_shooting.sh beside real containers (needs EASEL_TEST_ENGINE=1)',
  patience,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'easel-doctor-'));
    const override = join(folder, 'names.yml');
    let env: NodeJS.ProcessEnv;
    let port: number;

    const compose = (...args: string[]) =>
      runCompose(env, '-f', 'docker-compose.yml', '-f', override, '-p', project, ...args);
    const up = (...args: string[]) => compose('up', '-d', '--no-build', ...args);
    const container = async (service: string) => (await compose('ps', '-q', service)).trim();
    const ready = () =>
      eventually(
        () => new EaselClient(`http://127.0.0.1:${port}`).ready().catch(() => ({ ready: false })),
        (answer) => answer.ready,
      );

    const doctor = (...args: string[]) =>
      Diagnosis.by([join(folder, 'trouble_shooting.sh'), '--deployment', project, ...args]);

    beforeAll(async () => {
      port = await unusedPorts(2);
      env = {
        ...process.env,
        EASEL_PORT: String(port),
        EASEL_ADMIN_PORT: String(port + 1),
      };
      // Images of its own names, since one of them is taken away.
      const named = services
        .filter((service) => service !== 'redis')
        .map((service) => `  ${service}: { image: '${project}-${service}' }`);
      writeFileSync(override, `services:\n${named.join('\n')}\n`);
      execFileSync(
        'bash',
        ['tools/troubleshooting/pack.sh', join(folder, 'trouble_shooting.tar')],
        {
          cwd: checkout,
        },
      );
      execFileSync('tar', ['-C', folder, '-xf', join(folder, 'trouble_shooting.tar')]);
      await compose('build');
      await up();
      await ready();
    }, 900_000);

    afterAll(async () => {
      await compose('down', '-v', '--remove-orphans');
      for (const service of services) spawnSync('docker', ['rmi', `${project}-${service}`]);
      rmSync(folder, { recursive: true, force: true });
    }, 120_000);

    it('finds no failure where there is none', async () => {
      const report = await eventually(
        () => doctor(),
        (answer) => answer.failures.length === 0,
      );
      expect([0, 4]).toContain(report.code);
    });

    it('names licensing that was stopped', async () => {
      await compose('stop', 'licensing');
      const report = await doctor();
      expect(report.code).toBe(3);
      expect(report.first).toMatchObject({ cause: 'licensing-stopped' });
      expect(report.first.fix.en).toContain(`-p ${project} up -d licensing`);
      await up('licensing');
      await ready();
    });

    it('names a gateway that was killed, with how it ended', async () => {
      docker('kill', await container('gateway'));
      const report = await doctor();
      expect(report.first).toMatchObject({ cause: 'gateway-stopped' });
      expect(report.first.message.en).toContain('exit code 137');
      await up('gateway');
      await ready();
    });

    it('names Redis that was stopped', async () => {
      await compose('stop', 'redis');
      expect((await doctor()).first).toMatchObject({ cause: 'redis-down' });
      await up('redis');
    });

    it('names a network that is broken, and what it says to do mends it', async () => {
      const network = `${project}_services`;
      docker('network', 'disconnect', network, await container('inference'));
      const { cause, fix } = (await doctor()).first;
      expect(cause).toBe('network-broken');
      const command = /docker network connect .*/.exec(fix.en)?.[0] ?? expect.fail(fix.en);
      expect(spawnSync('bash', ['-c', command]).status).toBe(0);
      await ready();
      expect((await doctor()).failures.map((failure) => failure.cause)).not.toContain(
        'network-broken',
      );
    });

    it('names an image that is missing', async () => {
      const image = `${project}-gateway`;
      docker('tag', image, `${image}:kept`);
      await compose('rm', '-fs', 'gateway');
      docker('rmi', image);
      try {
        const found = (await doctor()).first;
        expect(found).toMatchObject({ cause: 'image-missing' });
        expect(found.message.en).toContain(image);
      } finally {
        docker('tag', `${image}:kept`, image);
        docker('rmi', `${image}:kept`);
      }
      await up('gateway');
      await ready();
    });

    it('names the process that took the port', async () => {
      await compose('stop', 'gateway');
      const taker = createServer((socket) => socket.end('not Easel\r\n')).listen(port, '0.0.0.0');
      try {
        await once(taker, 'listening');
        await expect(up('gateway')).rejects.toThrow();
        const found = (await doctor()).first;
        expect(found).toMatchObject({ cause: 'port-taken' });
        expect(found.fix.en).toContain(`kill ${process.pid} `);
      } finally {
        taker.close();
      }
      await up('gateway');
      await ready();
    });

    it('names memory, where inference is killed for want of it', async () => {
      const inference = await container('inference');
      docker('stop', inference);
      // Less than its processes take by themselves.
      docker('update', '--memory', '40m', '--memory-swap', '40m', inference);
      tryDocker('start', inference);
      const killed = () =>
        Promise.resolve(docker('inspect', '-f', '{{.State.OOMKilled}}', inference));
      await eventually(killed, (answer) => answer.trim() === 'true');
      const found = (await doctor()).first;
      expect(found).toMatchObject({ cause: 'out-of-memory' });
      expect(found.fix.en).toContain('40 MiB');
      await compose('rm', '-fs', 'inference');
      await up('inference');
      await ready();
    });

    it('puts what support needs into one private file, without the password of Redis', async () => {
      const password = docker(
        ...['exec', await container('redis'), 'cat', '/secret/password'],
      ).trim();
      expect(password).toHaveLength(48);
      const bundle = join(folder, 'bundle.tar.gz');
      await doctor('--bundle', bundle);
      expect(statSync(bundle).mode & 0o777).toBe(0o600);
      execFileSync('tar', ['-C', folder, '-xzf', bundle]);
      const all = execFileSync('cat', listed(join(folder, 'easel-support')), { encoding: 'utf8' });
      expect(all).toContain('gateway ready');
      expect(all).not.toContain(password);
      expect(readFileSync(bundle).length).toBeLessThan(2 ** 22);
    });
  },
);

const listed = (folder: string): string[] =>
  execFileSync('find', [folder, '-type', 'f'], { encoding: 'utf8' }).trim().split('\n');
