import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entitlement, fingerprintOf, verifyLicense, type License } from '@easel/license';
import { testVendor } from '@easel/license/testing';
import { observeHost, readTrust, trustFiles } from '@easel/platform';
import { beforeEach, describe, expect, it } from 'vitest';
import { ensureDevelopmentLicense } from './development.js';
import { keyFiles } from './keys/key-files.js';
import { readLedger } from './ledger/reading.js';
import { issueLicense } from './license/issue.js';

const development = { kind: 'development' } as const;

let home: string;
let path: string;

const firstLine = (text: string) => text.split('\n')[0]!;

/** The licence in place, verified as the services do. */
const installed = (): License =>
  verifyLicense(firstLine(readFileSync(path, 'utf8')), readTrust(development, home).keyset());

const inForce = () =>
  entitlement({
    license: installed(),
    now: Date.now() / 1000,
    observation: observeHost(development, home),
  }).inForce;

/** A term on this machine, as somebody who tries out expiry would issue with the same keys. */
const term = (days: number, from: number) =>
  issueLicense(
    { path: join(home, 'vendor') },
    {
      customer: 'somebody',
      deployments: ['bolts'],
      kind: 'term',
      fingerprints: [fingerprintOf(observeHost(development, home))],
      seq: 1,
      days,
      from,
      acceptWeak: true,
    },
  ).license;

/** A host that shows nothing of itself. */
const bare = () => ({ root: home, mountinfo: '/dev/null', isSysfs: () => false, nvidiaSmi: '' });

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'easel-development-'));
  path = join(home, 'licensing/easel.lic');
});

describe('a fresh checkout', () => {
  it('gets keys, trust and a permanent licence for everything on this very machine', () => {
    expect(ensureDevelopmentLicense(home)).toEqual({ made: true, why: 'there was none' });
    expect(installed()).toMatchObject({ kind: 'permanent', deployments: ['*'] });
    expect(inForce()).toBe(true);
  });

  it('works on a machine that shows nothing of itself', () => {
    expect(ensureDevelopmentLicense(home, bare()).made).toBe(true);
    expect(Object.keys(installed().fingerprints[0]!)).toEqual(['developmentId']);
    expect(ensureDevelopmentLicense(home, bare())).toEqual({ made: false });
  });

  it('keeps what it has on a second start', () => {
    ensureDevelopmentLicense(home);
    const before = readFileSync(path, 'utf8');
    expect(ensureDevelopmentLicense(home)).toEqual({ made: false });
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
});

describe('a licence of its own making', () => {
  beforeEach(() => ensureDevelopmentLicense(home));

  it('is made anew, saying why, when the machine is another', () => {
    // Where the test runs, the machine may be known by parts enough without its development id.
    rmSync(path);
    ensureDevelopmentLicense(home, bare());
    writeFileSync(trustFiles(home).developmentId, 'another-0123456\n');
    expect(ensureDevelopmentLicense(home, bare())).toEqual({
      made: true,
      why: 'the licence was issued for another machine',
    });
    expect(ensureDevelopmentLicense(home, bare())).toEqual({ made: false });
  });

  it('is made anew when the keys are', () => {
    rmSync(join(home, 'vendor'), { recursive: true });
    expect(ensureDevelopmentLicense(home)).toMatchObject({ made: true });
    expect(inForce()).toBe(true);
  });

  it('is made anew when the keys are of before the ledger, and those are set aside', () => {
    rmSync(keyFiles(join(home, 'vendor')).ledger);
    expect(ensureDevelopmentLicense(home)).toMatchObject({ made: true });
    expect(inForce()).toBe(true);
    expect(readdirSync(home).filter((name) => name.startsWith('vendor'))).toHaveLength(2);
  });

  it('is in the ledger as any other', () => {
    const { jti } = installed();
    expect(readLedger(join(home, 'vendor')).entries.at(-1)).toMatchObject({ event: 'issued', jti });
  });

  it('is made anew when it was damaged', () => {
    writeFileSync(path, firstLine(readFileSync(path, 'utf8')).slice(0, -4));
    expect(ensureDevelopmentLicense(home)).toMatchObject({ made: true });
    expect(inForce()).toBe(true);
  });
});

describe("a licence of somebody else's making", () => {
  const now = Math.floor(Date.now() / 1000);

  beforeEach(() => ensureDevelopmentLicense(home));

  it('is kept as long as it is in force', () => {
    const token = term(30, now);
    writeFileSync(path, token);
    expect(ensureDevelopmentLicense(home)).toEqual({ made: false });
    expect(readFileSync(path, 'utf8')).toBe(token);
  });

  it('is left alone when it is not, and that is said', () => {
    const token = term(1, now - 10 * 86_400);
    writeFileSync(path, token);
    const { made, why } = ensureDevelopmentLicense(home);
    expect(made).toBe(false);
    expect(why).toMatch(
      /easel\.lic was not made here and is left alone, but the licence expired on/,
    );
    expect(readFileSync(path, 'utf8')).toBe(token);
  });

  it('may be by keys of their own, which are left alone as well', () => {
    const other = testVendor();
    writeFileSync(trustFiles(home).rootKey, other.rootPem);
    writeFileSync(trustFiles(home).keyset, other.keysetToken);
    writeFileSync(path, other.issue());
    expect(ensureDevelopmentLicense(home)).toEqual({
      made: false,
      why: expect.stringMatching(/trust holds another vendor's keys: left alone/),
    });
    expect(readFileSync(trustFiles(home).keyset, 'utf8')).toBe(other.keysetToken);
    expect(existsSync(path)).toBe(true);
  });
});
