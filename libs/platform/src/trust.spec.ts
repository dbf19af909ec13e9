import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Edition } from '@easel/license';
import { testVendor } from '@easel/license/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readTrust, trustFiles } from './trust.js';

const vendor = testVendor('The Vendor');
const customer = testVendor('A Customer With Keys Of His Own');

let home: string;

function install(keys: typeof vendor): void {
  const files = trustFiles(home);
  mkdirSync(dirname(files.rootKey), { recursive: true });
  writeFileSync(files.rootKey, keys.rootPem);
  writeFileSync(files.keyset, `${keys.keysetToken}\n`);
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'easel-trust-'));
});

afterEach(() => vi.unstubAllEnvs());

describe('the development edition', () => {
  const trust = () => readTrust({ kind: 'development' }, home);

  it('trusts what lies in its home, whenever that changes', () => {
    install(vendor);
    const standing = trust();
    expect(standing.keyset().issuer).toBe('The Vendor');
    install(customer);
    expect(standing.keyset().issuer).toBe('A Customer With Keys Of His Own');
  });

  it('says that there is no keyset', () => {
    expect(() => trust().keyset()).toThrow('the keyset is not installed');
  });

  it('trusts no keyset that its root key did not sign', () => {
    install(vendor);
    writeFileSync(trustFiles(home).rootKey, customer.rootPem);
    expect(() => trust().keyset()).toThrow('the keyset was changed, or not signed by the vendor');
  });

  it('trusts nothing when its root key is not one', () => {
    install(vendor);
    writeFileSync(trustFiles(home).rootKey, 'secret');
    expect(() => trust().keyset()).toThrow('the keyset cannot be read');
  });
});

describe("the development edition, its files in somebody else's hands", () => {
  const trust = () => readTrust({ kind: 'development' }, home);
  const corrupt = '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZI\n-----END PUBLIC KEY-----\n';

  it('takes no root key that cannot be parsed for a shared secret', () => {
    install(vendor);
    const header = { alg: 'HS256', typ: 'easel-keyset+jwt', kid: 'root' };
    const input = [header, vendor.keysetClaims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const forgery = `${input}.${createHmac('sha256', corrupt).update(input).digest('base64url')}`;
    writeFileSync(trustFiles(home).rootKey, corrupt);
    writeFileSync(trustFiles(home).keyset, forgery);
    expect(() => trust().keyset()).toThrow('the keyset cannot be read');
  });

  it('reads a keyset with or without a line end, and nothing that is more than one', () => {
    install(vendor);
    const { keyset } = trustFiles(home);
    for (const end of ['', '\n', '\r\n']) {
      writeFileSync(keyset, vendor.keysetToken + end);
      expect(trust().keyset().issuer).toBe('The Vendor');
    }
    writeFileSync(keyset, `${vendor.keysetToken}\n${vendor.keysetToken}\n`);
    expect(() => trust().keyset()).toThrow('the keyset is damaged');
    truncateSync(keyset, 50_000_000);
    expect(() => trust().keyset()).toThrow('the keyset is longer than any can be');
  });

  it('waits for no pipe, and follows no link', () => {
    install(vendor);
    const { keyset } = trustFiles(home);
    renameSync(keyset, join(home, 'elsewhere'));
    symlinkSync(join(home, 'elsewhere'), keyset);
    expect(() => trust().keyset()).toThrow('the keyset cannot be read');
    rmSync(keyset);
    execFileSync('sh', ['-c', 'mkfifo "$0"', keyset]);
    expect(() => trust().keyset()).toThrow('the keyset cannot be read');
  });
});

describe('a release', () => {
  const release: Edition = {
    kind: 'release',
    rootKey: vendor.rootPem,
    keyset: vendor.keysetToken,
    builtAt: 1_780_000_000,
  };

  it('trusts what was compiled in, whatever lies in its home or stands in the environment', () => {
    install(customer);
    vi.stubEnv('EASEL_HOME', home);
    expect(readTrust(release, home).keyset().issuer).toBe('The Vendor');
    rmSync(home, { recursive: true });
    expect(readTrust(release, '/nonexistent').keyset().issuer).toBe('The Vendor');
  });

  it('that was built with a keyset of another root does not start', () => {
    const wrong = { ...release, keyset: customer.keysetToken };
    expect(() => readTrust(wrong, home)).toThrow('the keyset was changed');
  });

  it('that was built with a root key that is none does not start', () => {
    expect(() => readTrust({ ...release, rootKey: 'secret' }, home)).toThrow('not a public key');
  });
});
