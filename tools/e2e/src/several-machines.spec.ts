import { execFileSync, fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EaselClient } from '@easel/contract';
import { Repository } from '@easel/models';
import { unusedPorts } from '@easel/platform/testing';
import { ensureDevelopmentLicense } from '@easel/vendor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { example } from './fixtures.js';
import { addDemo, checkout, demo, eventually } from './test-site.js';

const photo = example('jpg').bytes;

/** A process of a service, as on a machine of its own: it knows the others by host and port alone. */
class Machine {
  log = '';
  callers = '';
  readonly #child: ChildProcess;

  constructor(service: string, env: Record<string, string>) {
    this.#child = fork(join(checkout, 'apps', service, 'dist/main.js'), {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: { ...process.env, EASEL_LOG_LEVEL: 'debug', EASEL_TUNING: 'off', ...env },
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
  }

  async ready(): Promise<this> {
    const [message] = (await once(this.#child, 'message')) as [{ callers?: string }];
    this.callers = message.callers ?? '';
    return this;
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill(signal);
    await gone;
  }

  get classified(): number {
    return this.log.split('"classified"').length - 1;
  }
}

/** The certificate of docs/several-machines.md, by its own commands. */
function certify(folder: string): void {
  mkdirSync(folder);
  const openssl = (line: string) =>
    execFileSync('openssl', line.split(' '), { cwd: folder, stdio: 'pipe' });
  const fresh = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';
  openssl(`req -x509 ${fresh} -days 2 -keyout ca.key -out ca.crt -subj /CN=services`);
  openssl(`req ${fresh} -keyout tls.key -out tls.csr -subj /CN=easel`);
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost\n');
  const signed = '-CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names -out tls.crt';
  openssl(`x509 -req -in tls.csr ${signed}`);
}

describe('Easel on several machines, with certificates between them', () => {
  let home: string;
  let env: Record<string, string>;
  let ports: [licensing: number, one: number, other: number];
  const machines: Machine[] = [];
  let one: Machine;
  let other: Machine;
  let gateway: Machine;

  const start = (service: string, more: Record<string, string>) => {
    const machine = new Machine(service, { ...env, ...more });
    machines.push(machine);
    return machine.ready();
  };
  const doors = { EASEL_PORT: '0', EASEL_ADMIN_PORT: '0' };
  const both = () => ({
    ...doors,
    EASEL_INFERENCE_ADDRESS: `localhost:${ports[1]},dns:localhost:${ports[2]}`,
  });
  const inference = (port: number) =>
    start('inference', { EASEL_INFERENCE_ADDRESS: `127.0.0.1:${port}`, EASEL_LANES: '1' });

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'easel-several-'));
    certify(join(home, 'tls'));
    ensureDevelopmentLicense(home);
    await addDemo(new Repository(join(home, 'models')));
    const port = await unusedPorts(3);
    ports = [port, port + 1, port + 2];
    env = {
      EASEL_HOME: home,
      EASEL_SERVICES_TLS: join(home, 'tls'),
      EASEL_LICENSING_ADDRESS: `localhost:${ports[0]}`,
    };
    await start('licensing', { EASEL_LICENSING_ADDRESS: `127.0.0.1:${ports[0]}` });
    [one, other] = [await inference(ports[1]), await inference(ports[2])];
    gateway = await start('gateway', both());
    await ready(gateway);
  });
  afterAll(async () => {
    for (const machine of machines.toReversed()) await machine.end();
    rmSync(home, { recursive: true });
  });

  const ask = (at = gateway) => new EaselClient(at.callers).classify(demo, photo);
  const ready = (at: Machine) =>
    eventually(
      async () => (await fetch(`${at.callers}/readyz`)).status,
      (status) => status === 200,
    );

  it('classifies, and every inference has its share', async () => {
    await eventually(
      () => Promise.all(Array.from({ length: 8 }, () => ask())),
      (answers) => {
        for (const answer of answers) expect(answer).toHaveProperty('results');
        return one.classified > 8 && other.classified > 8;
      },
    );
  });

  it('fails no request while one inference is killed and comes back', async () => {
    const asking = { on: true };
    const answers: unknown[] = [];
    const callers = Array.from({ length: 4 }, async () => {
      while (asking.on) answers.push(await ask());
    });
    const answered = (more: number) => {
      const until = answers.length + more;
      return eventually(
        () => Promise.resolve(answers.length),
        (count) => count >= until,
      );
    };
    await answered(10);
    await other.end('SIGKILL');
    await answered(20);
    other = await inference(ports[2]);
    await eventually(
      () => Promise.resolve(other.classified),
      (count) => count > 0,
    );
    asking.on = false;
    await Promise.all(callers);
    for (const answer of answers) expect(answer).toHaveProperty('results');
  });

  it('tells a gateway whose certificate another authority signed nothing, not even that there is a licence', async () => {
    certify(join(home, 'stranger'));
    copyFileSync(join(home, 'tls/ca.crt'), join(home, 'stranger/ca.crt'));
    const stranger = await start('gateway', {
      ...both(),
      EASEL_SERVICES_TLS: join(home, 'stranger'),
    });
    const { reasons } = (await (await fetch(`${stranger.callers}/readyz`)).json()) as {
      reasons: string[];
    };
    expect(reasons).toContain('inference is out of reach');
    expect(reasons.join()).toMatch(/no licence in force: licensing/);
    await stranger.end();
  });

  it('prints the request of one machine beside its licensing, for the vendor', () => {
    const request = join(checkout, 'libs/rpc/dist/request.js');
    const { stdout, status } = spawnSync(process.execPath, [request, `127.0.0.1:${ports[0]}`], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ easel_request: 1, edition: 'development' });
  });
});
