import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { licenseChangeSchema, licenseStatusSchema, readinessSchema } from '@easel/contract';
import { testMachine, testVendor } from '@easel/license/testing';
import { trustFiles } from '@easel/platform';
import { licensing as rpc } from '@easel/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyHouse } from './house-copy.js';
import { checkout } from './test-site.js';

const vendor = testVendor('The Vendor');
const impostor = testVendor('An Impostor');

/** Writes down each path that is opened, as the process that it is loaded into does it. */
const spy = `
import fs, { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const { openSync, readFileSync, readdirSync } = fs;
let busy = false;
const noting = (real) => (path, ...rest) => {
  if (busy || typeof path !== 'string') return real(path, ...rest);
  busy = true;
  try {
    appendFileSync(process.env.SPY_FILE, path + '\\n');
    return real(path, ...rest);
  } finally {
    busy = false;
  }
};
Object.assign(fs, {
  openSync: noting(openSync), readFileSync: noting(readFileSync), readdirSync: noting(readdirSync),
});
syncBuiltinESMExports();
`;

describe('a release', () => {
  let house: string;
  let home: string;
  let running: ChildProcess[] = [];

  const put = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  const address = () => `unix:${join(home, 'run/licensing.sock')}`;

  /** Starts a service of the release; resolves with what it says when it is ready. */
  async function start(app: string, env: Record<string, string>) {
    const child = fork(join(house, 'apps', app, 'dist/main.js'), {
      env: { ...process.env, ...env },
      execArgv: ['--import', join(house, 'spy.mjs')],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    running.push(child);
    const [said] = (await once(child, 'message')) as [{ callers?: string }];
    return said;
  }

  function ask<Answer>(question: Question): Promise<Answer> {
    const desk = new rpc.LicenseDeskServiceClient(address(), credentials.createInsecure());
    return new Promise((resolve, reject) => {
      question(desk, (error, answer) => {
        desk.close();
        if (error) reject(error);
        else resolve(JSON.parse(answer.json) as Answer);
      });
    });
  }
  const status = async () =>
    licenseStatusSchema.parse(await ask((desk, done) => desk.status({}, done)));
  const install = async (text: string) => {
    const terms = { serving: [], mayDrop: true, actor: 'a test' };
    const request = { file: Buffer.from(text), dryRun: false, terms };
    return licenseChangeSchema.parse(await ask((desk, done) => desk.install(request, done)));
  };

  beforeAll(async () => {
    house = copyHouse(['apps', 'libs', 'package.json'], /\/(node_modules|src|fixtures)$/);
    const edition = {
      kind: 'release',
      rootKey: vendor.rootPem,
      keyset: vendor.keysetToken,
      builtAt: 1_780_000_000,
    };
    const module = `export const edition = ${JSON.stringify(edition)};\n`;
    writeFileSync(join(house, 'libs/license/dist/gen/edition.js'), module);
    writeFileSync(join(house, 'spy.mjs'), spy);

    // Everything that a customer could put in its way: his own keys wherever keys could be looked for.
    home = join(house, 'home');
    const later = impostor.rekey({ version: 99 });
    put(trustFiles(home).rootKey, impostor.rootPem);
    put(trustFiles(home).keyset, later);
    put(trustFiles(home).developmentId, 'development-0123456789\n');
    put(join(home, 'licensing/easel.lic'), `${impostor.issue()}\n${later}\n`);
    put(join(home, 'licensing/queued.lic'), `${impostor.issue()}\n${later}\n`);
    put(join(home, 'licensing/history/1-old.lic'), `${impostor.issue()}\n${later}\n`);
    put(join(home, 'licensing/keyset.jwt'), later);
    const state = { format: 1, mark: Date.now(), memory: {}, keyset: later };
    put(join(home, 'licensing/state.json'), JSON.stringify(state));

    await start('licensing', {
      ...everyVariable(),
      EASEL_HOME: home,
      EASEL_LICENSING_ADDRESS: address(),
      SPY_FILE: join(house, 'opened'),
    });
  });
  afterAll(async () => {
    for (const child of running) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    running = [];
    rmSync(house, { recursive: true, force: true });
  });

  it('trusts the vendor it was built for, whatever its folder and its environment say', async () => {
    expect(await status()).toMatchObject({
      edition: 'release',
      state: 'refused',
      why: 'invalid',
      keyset: { issuer: 'The Vendor', version: 1 },
    });
    const audit = readFileSync(join(home, 'licensing/audit.jsonl'), 'utf8');
    expect(audit).toMatch(/"event":"keyset-refused".*not signed by the vendor/);
  });

  it('opens nothing at run time that keys could come from, but what was put in its way here', () => {
    const opened = new Set(
      readFileSync(join(house, 'opened'), 'utf8')
        .trimEnd()
        .split('\n')
        .filter((path) => !path.startsWith(`${house}/`) || path.startsWith(`${home}/`))
        .filter((path) => !path.startsWith(`${checkout}node_modules/`)),
    );
    const inHome = [...opened].filter((path) => path.startsWith(`${home}/`));
    expect(
      inHome.map((path) => path.slice(home.length + 1).replace(/\.[0-9a-f-]+\.new$/, '')),
    ).toEqual(expect.arrayContaining(['licensing/easel.lic', 'licensing/state.json']));
    expect(inHome.filter((path) => !path.startsWith(join(home, 'licensing')))).toEqual([]);
    // The rest is this machine's own identity, and where its log goes.
    const machine =
      /^\/(host\/)?(sys|etc\/machine-id|proc\/self\/mountinfo|var\/lib\/dbus|dev\/fd\/1$)/;
    const elsewhere = [...opened].filter((path) => !path.startsWith(`${home}/`));
    expect(elsewhere.filter((path) => !machine.test(path))).toEqual([]);
  });

  it('takes a newer keyset of the same root, and none that is older or of another', async () => {
    const license = vendor.issue({ fingerprints: [testMachine] });
    const taken = await install(`${license}\n${vendor.rekey({ version: 2 })}\n`);
    // The licence is for some other machine; the keyset beside it is the vendor's all the same.
    expect(taken).toMatchObject({ outcome: 'refused', keyset: { version: 2, taken: true } });
    expect((await status()).keyset).toMatchObject({ issuer: 'The Vendor', version: 2 });
    await install(`${license}\n${vendor.keysetToken}\n`);
    await install(`${license}\n${impostor.rekey({ version: 100 })}\n`);
    expect((await status()).keyset).toMatchObject({ issuer: 'The Vendor', version: 2 });
    const audit = readFileSync(join(home, 'licensing/audit.jsonl'), 'utf8');
    expect(audit).toMatch(/"event":"keyset-refused".*version 2 is in force/);
  });

  it('says that it is one', async () => {
    const { callers } = await start('gateway', {
      EASEL_HOME: home,
      EASEL_PORT: '0',
      EASEL_ADMIN_PORT: '0',
      EASEL_LICENSING_ADDRESS: address(),
      EASEL_INFERENCE_ADDRESS: `unix:${home}/run/inference.sock`,
      SPY_FILE: join(house, 'opened-by-gateway'),
    });
    const answer = await fetch(`${callers}/readyz`);
    expect(readinessSchema.parse(await answer.json())).toMatchObject({
      edition: 'release',
      license: { in_force: false },
    });
    expect(readFileSync(join(house, 'opened-by-gateway'), 'utf8')).not.toContain('/trust/');
  });
});

type Question = (
  desk: rpc.LicenseDeskServiceClient,
  done: (error: Error | null, answer: { json: string }) => void,
) => unknown;

/** Each variable of the settings page, and those that one would try. */
function everyVariable(): Record<string, string> {
  const page = readFileSync(join(checkout, 'docs/settings.md'), 'utf8');
  const documented = [...page.matchAll(/^\| `(EASEL_\w+)`/gm)].map(([, name = '']) => name);
  expect(documented.length).toBeGreaterThan(20);
  const guessed = [
    'EASEL_EDITION',
    'EASEL_TRUST',
    'EASEL_KEYSET',
    'EASEL_ROOT_KEY',
    'EASEL_HOST_ROOT',
  ];
  const values = Object.fromEntries([...documented, ...guessed].map((name) => [name, '1']));
  // Its certificates would have to be there: nothing starts without them.
  delete values.EASEL_SERVICES_TLS;
  return { ...values, EASEL_LOG_LEVEL: 'info', NODE_ENV: 'development' };
}
