import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyLicense } from '@easel/license';
import { testMachine } from '@easel/license/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { run } from './commands.js';
import { loadKeys } from './keys.js';

let folder: string;
let keys: string;

const request = (fingerprint: object) => {
  const path = join(folder, 'request.json');
  writeFileSync(path, JSON.stringify({ fingerprint }));
  return path;
};

const issue = (...more: string[]) =>
  run(['license', 'issue', '--keys', keys, '--customer', '某某工厂', '--seq', '7', ...more]);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'easel-vendor-'));
  keys = join(folder, 'keys');
  run(['keys', 'init', keys, '--issuer', 'A Vendor']);
});

describe('easel-vendor', () => {
  it('issues a trial of 30 days from a request file unless told otherwise', () => {
    const token = issue('--request', request(testMachine), '--deployments', 'bolts,nuts');
    const license = verifyLicense(token, loadKeys(keys).keyset);
    expect(license).toMatchObject({
      customer: '某某工厂',
      kind: 'trial',
      deployments: ['bolts', 'nuts'],
      seq: 7,
      fingerprints: [testMachine],
    });
    expect(license.exp! - license.nbf).toBe(30 * 86_400);
  });

  it('issues a permanent licence, to a file', () => {
    const out = join(folder, 'easel.lic');
    issue('--request', request(testMachine), '--kind', 'permanent', '--out', out);
    const token = readFileSync(out, 'utf8').trimEnd();
    expect(verifyLicense(token, loadKeys(keys).keyset)).not.toHaveProperty('exp');
  });

  it('issues for a weak machine only when told to', () => {
    const weak = request({ machineId: testMachine.machineId });
    expect(() => issue('--request', weak)).toThrow(/--accept-weak/);
    expect(() => issue('--request', weak, '--accept-weak')).not.toThrow();
  });

  it('issues nothing for a machine without parts', () => {
    expect(() => issue('--request', request({}), '--accept-weak')).toThrow(/at least one part/);
  });

  it('prints this machine as a request that it takes itself', () => {
    mkdirSync(join(folder, 'trust'));
    writeFileSync(join(folder, 'trust/development-id'), '0b8a1c7e-6a8a-4a0e-9a53-3b1b4f8f8c11');
    const path = join(folder, 'this-machine.json');
    writeFileSync(path, run(['fingerprint', '--home', folder]));
    const token = issue('--request', path, '--accept-weak');
    const [machine] = verifyLicense(token, loadKeys(keys).keyset).fingerprints;
    expect(machine).toHaveProperty('developmentId');
    expect(run(['fingerprint'])).not.toContain('developmentId');
  });

  it('shows what a licence says, and whether it says so truly', () => {
    const path = join(folder, 'easel.lic');
    const token = issue('--request', request(testMachine));
    writeFileSync(path, `${token}\n`);
    expect(run(['license', 'inspect', path])).toMatch(/某某工厂[^]*Not verified/);
    expect(run(['license', 'inspect', path, '--keys', keys])).toMatch(/某某工厂[^]*Genuine/);
    writeFileSync(path, token.replace(/.{9}$/, 'AAAAAAAAA'));
    expect(run(['license', 'inspect', path, '--keys', keys])).toMatch(
      /Not genuine: the licence was/,
    );
  });

  it('names everything that is missing at once', () => {
    expect(() => run(['license', 'issue', '--kind', 'lease'])).toThrow(
      /--keys takes[^]*--request takes[^]*--customer takes[^]*--seq takes[^]*--kind takes/,
    );
  });

  it.each([[[]], [['keys']], [['license', 'forge']], [['constructor']]])(
    'answers with its usage what it does not know: %j',
    (args) => {
      expect(() => run(args)).toThrow(/^easel-vendor: keys and licences/);
    },
  );
});
