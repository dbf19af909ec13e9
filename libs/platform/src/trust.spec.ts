import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
});
