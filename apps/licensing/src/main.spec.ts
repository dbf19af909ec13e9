import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { credentials, makeGenericClientConstructor } from '@grpc/grpc-js';
import { LeaseHolder } from '@easel/lease';
import { fingerprintOf } from '@easel/license';
import { testVendor } from '@easel/license/testing';
import { createLogger, observeHost, readTrust, trustFiles } from '@easel/platform';
import { service as healthDefinition } from 'grpc-health-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { licensingFiles } from './license-store.js';

const main = join(import.meta.dirname, '../dist/main.js');
const log = createLogger('test', 'fatal');
const vendor = testVendor();

let home: string;
let service: ChildProcess;
let said: AsyncIterator<string>;
let holder: LeaseHolder | undefined;

const put = (path: string, text: string) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

interface Line {
  msg: string;
  address: string;
  edition: string;
  holder: string;
}

/** Starts the process itself and waits until it says that it is ready. */
async function start(env: Record<string, string> = {}): Promise<Line> {
  service = spawn(process.execPath, [main], {
    env: { EASEL_HOME: home, EASEL_LOG_LEVEL: 'debug', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  said = createInterface({ input: service.stdout! })[Symbol.asyncIterator]();
  return logs('licensing ready');
}

/** The next line of its log that says `msg`. */
async function logs(msg: string): Promise<Line> {
  for (let next = await said.next(); !next.done; next = await said.next()) {
    const line = JSON.parse(next.value) as Line;
    if (line.msg === msg) return line;
  }
  throw new Error(`licensing ended before it said: ${msg}`);
}

async function stop(signal: NodeJS.Signals): Promise<number | null> {
  const left = once(service, 'exit') as Promise<[number | null]>;
  service.kill(signal);
  const [status] = await left;
  return status;
}

const inForce = (held: LeaseHolder) =>
  new Promise<void>((resolve) => {
    held.onChange((status) => {
      if (status.inForce) resolve();
    });
    if (held.status().inForce) resolve();
  });

const hold = (address: string) =>
  (holder = LeaseHolder.start({
    address,
    holder: 'gateway',
    trust: readTrust({ kind: 'development' }, home),
    log,
  }));

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'easel-licensing-'));
  put(trustFiles(home).rootKey, vendor.rootPem);
  put(trustFiles(home).keyset, vendor.keysetToken);
  put(trustFiles(home).developmentId, '0b8a1c7e-6a8a-4a0e-9a53-3b1b4f8f8c11\n');
  const fingerprints = [fingerprintOf(observeHost({ kind: 'development' }, home))];
  put(licensingFiles(home).current, `${vendor.issue({ fingerprints })}\n`);
});

afterEach(async () => {
  holder?.close();
  holder = undefined;
  if (service.exitCode === null && service.signalCode === null) await stop('SIGKILL');
});

describe('the licensing process', () => {
  it('grants a lease for the very machine that it runs on, in a folder for its user alone', async () => {
    const ready = await start();
    expect(ready).toMatchObject({ edition: 'development' });
    await inForce(hold(ready.address));
    expect(statSync(join(home, 'run')).mode & 0o777).toBe(0o700);
  });

  it('speaks TCP as well', async () => {
    const ready = await start({ EASEL_LICENSING_ADDRESS: '127.0.0.1:0' });
    expect(ready.address).toMatch(/^127\.0\.0\.1:[1-9]\d*$/);
    await inForce(hold(ready.address));
  });

  it('is found again after kill -9 by a holder that never lost its lease', async () => {
    const ready = await start();
    const held = hold(ready.address);
    await inForce(held);
    await stop('SIGKILL');
    await start(); // over the socket file that was left behind
    expect(await logs('asked for a lease')).toMatchObject({ holder: 'gateway' });
    expect(held.status().inForce).toBe(true);
  });

  it('leaves at once on SIGTERM, with a holder listening, and takes its socket with it', async () => {
    const ready = await start();
    await inForce(hold(ready.address));
    expect(await stop('SIGTERM')).toBe(0);
    expect(statSync(join(home, 'run/licensing.sock'), { throwIfNoEntry: false })).toBeUndefined();
  });

  it('stays up and healthy without any licence', async () => {
    home = mkdtempSync(join(tmpdir(), 'easel-licensing-'));
    const ready = await start();
    expect(await health(ready.address)).toEqual({ status: 'SERVING' });
  });

  it('says what it takes when its settings are wrong', async () => {
    const failed = spawn(process.execPath, [main], { env: { EASEL_HOME: 'relative' } });
    let said = '';
    failed.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [status] = (await once(failed, 'exit')) as [number];
    expect(status).toBe(78);
    expect(said).toContain('EASEL_HOME takes an absolute path; it is "relative"');
  });
});

/** Asks as any gRPC health probe does. */
function health(address: string): Promise<unknown> {
  const Probe = makeGenericClientConstructor(healthDefinition, 'Health');
  const probe = new Probe(address, credentials.createInsecure());
  return new Promise((resolve, reject) => {
    probe.check?.({ service: '' }, (error: Error | null, answer: unknown) => {
      probe.close();
      if (error) reject(error);
      else resolve(answer);
    });
  });
}
