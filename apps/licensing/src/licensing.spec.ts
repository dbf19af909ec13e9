import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LeaseHolder, type LeaseStatus } from '@easel/lease';
import { type License, type Observation, type Sighting } from '@easel/license';
import { testHash, testVendor } from '@easel/license/testing';
import { readTrust, trustFiles } from '@easel/platform';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { licenseFile } from './license-file.js';
import { startLicensing } from './licensing.js';

const vendor = testVendor();
const day = 86_400;

let home: string;
let now: number;
let machine: Observation;
let lines: string[];
let licensing: Awaited<ReturnType<typeof startLicensing>>;
let holder: LeaseHolder;

const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
const seen = (of: string): Sighting => ({ state: 'seen', hashes: [testHash(of)] });
const absent: Sighting = { state: 'absent' };

const put = (path: string, text: string | Buffer) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

/** Drops a licence in as an operator's tools do: all of it at once. */
function install(text: string | Buffer): void {
  put(`${licenseFile(home)}.new`, text);
  renameSync(`${licenseFile(home)}.new`, licenseFile(home));
}

function installTrust(keys: typeof vendor): void {
  put(trustFiles(home).rootKey, keys.rootPem);
  put(trustFiles(home).keyset, `${keys.keysetToken}\n`);
}

const issue = (changes: Partial<License> = {}) => `${vendor.issue(changes)}\n`;

/** A gateway's lease, as it becomes what a test waits for. */
const becomes = (wanted: (status: LeaseStatus) => boolean) =>
  new Promise<LeaseStatus>((resolve) => {
    const check = (status: LeaseStatus) => {
      if (!wanted(status)) return;
      stop();
      resolve(status);
    };
    const stop = holder.onChange(check);
    check(holder.status());
  });

const inForce = () => becomes((status) => status.inForce);
const refusedWith = (reason: string) => becomes((status) => status.reason === reason);

const trust = () => readTrust({ kind: 'development' }, home);

async function start(): Promise<void> {
  licensing = await startLicensing({
    home,
    address: `unix:${join(home, 'run/licensing.sock')}`,
    trust: trust(),
    observe: () => machine,
    now: () => now,
    log,
  });
  holder = LeaseHolder.start({
    address: licensing.address,
    holder: 'gateway',
    trust: trust(),
    log,
  });
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'easel-licensing-'));
  now = Date.now();
  lines = [];
  machine = {
    machineId: seen('machine-id'),
    productUuid: absent,
    boardSerial: seen('board'),
    diskSerial: seen('disk'),
    nics: absent,
    developmentId: absent,
    gpu: absent,
  };
  installTrust(vendor);
});

afterEach(async () => {
  holder.close();
  await licensing.stop();
  rmSync(home, { recursive: true });
});

describe('a machine with a genuine licence', () => {
  it('has a lease, and the log never has the token', async () => {
    const token = issue({ deployments: ['bolts'] });
    install(token);
    await start();
    expect(await inForce()).toMatchObject({ licensee: '某某工厂', kind: 'permanent' });
    expect(() => holder.require('bolts')).not.toThrow();
    expect(lines.join()).toContain('license-of-a-test');
    expect(lines.join()).not.toContain(token.slice(0, 30));
  });

  it("refuses a deployment of somebody else's", async () => {
    install(issue({ deployments: ['bolts'] }));
    await start();
    await inForce();
    expect(() => holder.require('nuts')).toThrow('the licence does not cover nuts');
  });

  it('takes a file that came through Windows', async () => {
    install(`${vendor.issue()}\r\n`);
    await start();
    await inForce();
  });
});

describe('a machine without one', () => {
  it('says so, and serves as soon as one is dropped in, without a restart', async () => {
    await start();
    await refusedWith('the licence is not installed');
    const dropped = performance.now();
    install(issue());
    await inForce();
    expect(performance.now() - dropped).toBeLessThan(5_000); // a second or so, on a machine that is busy
  });

  it('says so again when it is taken away', async () => {
    install(issue());
    await start();
    await inForce();
    rmSync(licenseFile(home));
    await refusedWith('the licence is not installed');
  });
});

describe('a licence that does not count', () => {
  const changed = () => {
    const bytes = Buffer.from(issue());
    bytes[200]! ^= 1;
    return bytes;
  };

  it.each<[string, () => string | Buffer, string | RegExp]>([
    ['one byte of it changed', changed, /^the licence (was changed|is damaged)/],
    [
      "another machine's",
      () => issue({ fingerprints: [{ boardSerial: [testHash('another')] }] }),
      'the licence was issued for another machine',
    ],
    [
      'past its end',
      () => issue({ kind: 'trial', exp: 1_790_000_000 }),
      'the licence expired on 2026-09-21',
    ],
    ["another vendor's", () => testVendor().issue(), /^the licence was changed, or not signed/],
    ['an empty file', () => '', 'the licence is damaged'],
    ['a file in UTF-16', () => Buffer.from(issue(), 'utf16le'), 'the licence is damaged'],
    ['a byte order mark before it', () => `\uFEFF${issue()}`, 'the licence is damaged'],
    ['50 MB', () => Buffer.alloc(50_000_000, 65), 'the licence is longer than any can be'],
  ])('is refused with the reason, and a good one heals it: %s', async (_, bad, reason) => {
    install(bad());
    await start();
    const status = await becomes(({ reason: why = '' }) => !why.includes('reach'));
    expect(status.reason).toMatch(reason);
    expect(() => holder.require('bolts')).toThrow(/^Auth check failed: the licence /);
    install(issue());
    await inForce();
  });

  it('may be no file at all: a folder, a FIFO, a link', async () => {
    const path = licenseFile(home);
    mkdirSync(path, { recursive: true });
    await start();
    await refusedWith('the licence cannot be read');
    rmSync(path, { recursive: true });
    await refusedWith('the licence is not installed');
    execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
    await refusedWith('the licence cannot be read');
    rmSync(path);
    await refusedWith('the licence is not installed');
    writeFileSync(join(home, 'elsewhere.lic'), issue());
    symlinkSync(join(home, 'elsewhere.lic'), path);
    await refusedWith('the licence cannot be read');
  });
});

describe('time and hardware, while the service runs', () => {
  it('ends a trial in its second, and a renewed licence goes on from there', async () => {
    const exp = Math.ceil(now / 1000) + 10 * day;
    install(issue({ kind: 'trial', exp }));
    await start();
    await inForce();
    now = exp * 1000;
    const { reason } = await becomes((status) => !status.inForce);
    expect(reason).toMatch(/^the licence expired on \d{4}-\d\d-\d\d$/);
    install(issue({ kind: 'trial', exp: exp + 30 * day, seq: 2 }));
    await inForce();
  });

  it('begins a licence in its second', async () => {
    const nbf = Math.ceil(now / 1000) + day;
    install(issue({ nbf }));
    await start();
    await becomes(({ reason }) => reason?.startsWith('the licence is not valid before') === true);
    now = nbf * 1000;
    // The holder's own clock is a day behind: the later of both counts.
    await inForce();
  });

  it('refuses a lease once too few parts of the machine are left', async () => {
    install(issue());
    await start();
    await inForce();
    machine = { ...machine, boardSerial: seen('new board'), diskSerial: seen('new disk') };
    now += 11_000; // the next look at the hardware is due
    await refusedWith('the licence was issued for another machine');
  });
});

describe('the trust, in development', () => {
  it('is read anew when its files change', async () => {
    const other = testVendor('Another');
    install(`${other.issue()}\n`);
    await start();
    await becomes(({ reason }) => reason?.startsWith('the licence was changed') === true);
    installTrust(other);
    await inForce();
  });

  it('that is missing is said to be', async () => {
    install(issue());
    rmSync(trustFiles(home).keyset);
    await start();
    await refusedWith('the keyset is not installed');
  });
});
