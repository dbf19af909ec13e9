import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signKeyset, signLicense } from './sign.js';
import { testVendor } from './testing.js';

const vendor = testVendor();
const trial = vendor.claims({ kind: 'trial', exp: 1_790_000_000 });

describe('signing', () => {
  const signer = { kid: vendor.kid, key: vendor.signing.privateKey };

  it('refuses claims that nobody would accept', () => {
    expect(() => signLicense({ ...trial, exp: 1_790_000_000_000 }, signer)).toThrow('exp');
    expect(() => signLicense({ ...trial, iss: '' }, signer)).toThrow('iss');
    const twice = [vendor.signing.entry, vendor.signing.entry];
    const claims = { ...vendor.keysetClaims, keys: twice };
    expect(() => signKeyset(claims, vendor.root.privateKey)).toThrow('two keys with one name');
  });

  it('refuses a key of another curve', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    expect(() => signLicense(trial, { kid: vendor.kid, key: privateKey })).toThrow('curve');
  });
});
