import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { licenseStatusSchema } from '@easel/contract';
import { fingerprintOf, type License } from '@easel/license';
import { testVendor } from '@easel/license/testing';
import { observeHost, trustFiles } from '@easel/platform';
import { licensing as rpc } from '@easel/rpc';
import { expect, it } from 'vitest';
import { licensingFiles } from './license-store.js';

const main = join(import.meta.dirname, '../dist/main.js');
const vendor = testVendor();
const home = mkdtempSync(join(tmpdir(), 'easel-kill-'));
const files = licensingFiles(home);
const address = `unix:${join(home, 'run/licensing.sock')}`;

const put = (path: string, text: string) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

async function start(): Promise<ChildProcess> {
  const env = { EASEL_HOME: home, EASEL_LICENSING_ADDRESS: address };
  const child = fork(main, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(child, 'message');
  return child;
}

/** Hands licences in one after the other, until nobody takes them any more. */
async function renewAgainAndAgain(issue: (seq: number) => string, from: number): Promise<number> {
  const desk = new rpc.LicenseDeskServiceClient(address, credentials.createInsecure());
  const terms = { serving: [], mayDrop: true, actor: 'a test' };
  for (let seq = from; ; seq++) {
    const request = { file: Buffer.from(issue(seq)), dryRun: false, terms };
    const taken = await new Promise((resolve) => desk.install(request, (error) => resolve(!error)));
    if (taken) continue;
    desk.close();
    return seq + 1;
  }
}

const status = () =>
  new Promise<unknown>((resolve, reject) => {
    const desk = new rpc.LicenseDeskServiceClient(address, credentials.createInsecure());
    desk.status({}, (error, answer) => {
      desk.close();
      if (error) reject(error);
      else resolve(JSON.parse(answer.json));
    });
  });

it('killed in the middle of a renewal, again and again, licensing has the former licence or the new one', async () => {
  put(trustFiles(home).rootKey, vendor.rootPem);
  put(trustFiles(home).keyset, vendor.keysetToken);
  put(trustFiles(home).developmentId, '0b8a1c7e-6a8a-4a0e-9a53-3b1b4f8f8c11\n');
  const fingerprints = [fingerprintOf(observeHost({ kind: 'development' }, home))];
  const issued = new Map<string, License['seq']>();
  const issue = (seq: number) => {
    const text = `${vendor.issue({ fingerprints, seq, jti: `number-${seq}` })}\n`;
    issued.set(text, seq);
    return text;
  };
  put(files.current, issue(0));

  let seq = 1;
  let inPlace = 0;
  for (let round = 0; round < 20; round++) {
    const service = await start();
    const gone = once(service, 'exit');
    const renewals = renewAgainAndAgain(issue, seq);
    // At another moment in each round: after so many changes of the licence's file.
    for (let changes = 0, last = ''; changes < 1 + (round % 5);) {
      const text = readFileSync(files.current, 'utf8');
      if (text !== last) changes += 1;
      last = text;
      await new Promise((resolve) => setImmediate(resolve));
    }
    service.kill('SIGKILL');
    await gone;
    seq = await renewals;
    const found = issued.get(readFileSync(files.current, 'utf8'));
    expect(found).toBeGreaterThanOrEqual(inPlace); // whole, and never an older one
    inPlace = found!;
  }
  expect(inPlace).toBeGreaterThan(20);

  const service = await start();
  expect(licenseStatusSchema.parse(await status())).toMatchObject({
    state: 'in_force',
    license: { seq: inPlace },
    warnings: [],
  });
  service.kill('SIGKILL');
  await once(service, 'exit');
  const lines = readFileSync(files.audit, 'utf8').trimEnd().split('\n');
  const broken = lines.filter((line) => !line.startsWith('{') || !line.endsWith('}'));
  expect(broken.length).toBeLessThanOrEqual(21); // one cut off for each kill, at most
});
