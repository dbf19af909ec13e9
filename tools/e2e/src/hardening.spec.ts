import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EaselClient } from '@easel/contract';
import { ComposeProject } from './compose-project.js';
import { docker, engine } from './engine.js';
import { example } from './fixtures.js';
import { expectHardened, inspected, MiB, published, type Container } from './hardened.js';
import { checkout, demo, eventually } from './test-site.js';

const users: Record<string, string> = {
  setup: 'root',
  licensing: 'root',
  inference: 'node',
  gateway: 'node',
  batch: 'node',
  redis: 'redis',
};
const services = Object.keys(users).filter((name) => name !== 'setup');

describe.runIf(engine)(
  'what compose starts, against an intruder (needs EASEL_TEST_ENGINE=1)',
  () => {
    let project: ComposeProject;
    let containers: Record<string, Container>;

    const container = (service: string) => {
      const found = containers[service];
      if (!found) throw new Error(`${service} has no container`);
      return found;
    };
    const shell = (service: string, line: string) =>
      docker('exec', container(service).Id, 'sh', '-c', line).trim();

    beforeAll(async () => {
      project = await ComposeProject.up(`easel-hard-${process.pid}`);
      const ids = docker(
        ...['ps', '-aq', '--filter', `label=com.docker.compose.project=${project.name}`],
      );
      const found = inspected(...ids.trim().split('\n'));
      const serviceOf = ({ Config }: Container) =>
        Config.Labels['com.docker.compose.service'] ?? '';
      containers = Object.fromEntries(found.map((one) => [serviceOf(one), one]));
      const ready = () => new EaselClient(project.callers).ready().catch(() => ({ ready: false }));
      await eventually(ready, (answer) => answer.ready);
    }, 900_000);
    afterAll(() => project.down(), 120_000);

    it('is these services and no other', () => {
      expect(Object.keys(containers).sort()).toEqual(Object.keys(users).sort());
    });

    describe.each(Object.keys(users))('%s', (service) => {
      it('runs as whom it should, with no capability, limits, and logs that end', () => {
        const { Config, HostConfig } = container(service);
        expect(Config.User).toBe(users[service]);
        expectHardened(container(service));
        // Made once and gone: it gives away what it made.
        expect(HostConfig.CapAdd ?? []).toEqual(
          service === 'setup' ? ['CHOWN', 'DAC_OVERRIDE'] : [],
        );
      });

      it('sees of the host what says which machine it is, where it must, and can change none of it', () => {
        const { Mounts } = container(service);
        const ofHost = Mounts.filter(({ Type }) => Type === 'bind');
        const identified = ['setup', 'licensing', 'inference'].includes(service);
        expect(ofHost.map(({ Source }) => Source).sort()).toEqual(
          identified ? ['/etc/machine-id', '/sys'] : [],
        );
        expect(ofHost.filter(({ RW }) => RW)).toEqual([]);
      });
    });

    it.each(services)('comes back by itself: %s', (service) => {
      expect(container(service).HostConfig.RestartPolicy.Name).toBe('unless-stopped');
    });

    it.each(services)('finds nothing to write to outside of its volumes: %s', (service) => {
      // Of those that may be written in the image by their mode, since licensing is root.
      for (const folder of ['/', '/usr', '/etc', '/var', '/var/lib', '/root', '/home'])
        expect([
          folder,
          shell(service, `touch ${folder}/intruder 2>/dev/null && echo written || true`),
        ]).toEqual([folder, '']);
      expect(shell(service, 'touch /tmp/x && rm /tmp/x && echo written')).toBe('written');
    });

    it.each(services)('has no capability in any process: %s', (service) => {
      // One may end meanwhile.
      const all = shell(service, 'cat /proc/[0-9]*/status 2>/dev/null || true');
      const held = [...all.matchAll(/^Cap(Prm|Eff|Bnd|Amb):\s*(\w+)$/gm)].map(([, , held]) => held);
      expect(held.length).toBeGreaterThanOrEqual(4);
      expect(new Set(held)).toEqual(new Set(['0000000000000000']));
    });

    it('runs nothing as root but licensing', () => {
      const uids = (service: string) => {
        const status = shell(service, 'cat /proc/[0-9]*/status 2>/dev/null || true');
        return new Set(
          [...status.matchAll(/^Uid:\s+(\d+)\s+(\d+)/gm)].flatMap(([, ...ids]) => ids),
        );
      };
      // Whoever looks is one of them: the same user.
      expect(Object.fromEntries(services.map((service) => [service, [...uids(service)]]))).toEqual({
        licensing: ['0'],
        inference: ['1000'],
        gateway: ['1000'],
        batch: ['1000'],
        redis: ['999'],
      });
    });

    it('publishes the two doors alone, the operators’ on this host', () => {
      expect(published(containers)).toEqual([
        'gateway 8080/tcp 0.0.0.0',
        'gateway 8081/tcp 127.0.0.1',
      ]);
    });

    it('lets nobody reach gRPC or Redis from the host or from another network', () => {
      const inner = [
        ['licensing', 'grpc', 9402],
        ['inference', 'grpc', 9401],
        ['redis', 'redis', 6379],
      ] as const;
      const places = inner.map(([service, kind, port]) => {
        const networks = Object.values(container(service).NetworkSettings.Networks);
        expect(networks).toHaveLength(1);
        return `${kind}:${networks[0]?.IPAddress}:${port}`;
      });
      const knock = readFileSync(join(checkout, 'tools/e2e/src/knock.mjs'), 'utf8');
      const node = ['node', '--input-type=module', '-e', knock, '--', 'knock', ...places];
      const from = (network: string) =>
        docker('run', '--rm', '--network', network, 'node:24-bookworm-slim', ...node).trim();
      expect(docker('exec', container('gateway').Id, ...node).trim()).toBe('[true,true,true]');
      expect(from('host')).toBe('[false,false,false]');
      expect(from(`${project.name}_doors`)).toBe('[false,false,false]');
    });

    it('gives one card to inference and to licensing where it is asked for (as compose reads it)', async () => {
      const config = await project.compose('--profile', 'gpu', 'config');
      for (const name of ['inference-gpu', 'licensing-gpu']) {
        const service = config.split(/\n {2}(?=\S)/).find((part) => part.startsWith(`${name}:`));
        expect(service).toMatch(/device_ids:\n +- ["']0["']/);
        expect(service).toContain('driver: nvidia');
      }
    });

    it('gives inference shared memory for its lanes, and still classifies', async () => {
      expect(container('inference').HostConfig.ShmSize).toBe(1024 * MiB);
      const { bytes, label } = example('jpg');
      const answer = await new EaselClient(project.callers).classify(demo, bytes, 1);
      expect(answer).toMatchObject({ results: [{ name: label }] });
    });
  },
);
