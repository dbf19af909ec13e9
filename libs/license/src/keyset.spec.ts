import { describe, expect, it } from 'vitest';
import { LONGEST_KEYSET, verifyKeyset, type KeysetClaims } from './keyset.js';
import { verifyLicense } from './license.js';
import { faultOf, forge, testKey, testVendor } from './testing.js';

const vendor = testVendor();
const genuine = vendor.issue();
const root = vendor.root.publicKey;
const header = { alg: 'ES256', typ: 'easel-keyset+jwt', kid: 'root' };

const fault = (token: string) => faultOf(() => verifyKeyset(token, root));
const byRoot = (claims: unknown, head: object = header) =>
  forge(head, claims, vendor.root.privateKey);
const keysetWith = (changes: Partial<KeysetClaims>) => verifyKeyset(vendor.rekey(changes), root);

describe('the keyset in force', () => {
  const underKey = (state: 'next' | 'active' | 'retired' | 'revoked') =>
    faultOf(() =>
      verifyLicense(genuine, keysetWith({ keys: [{ ...vendor.signing.entry, state }] })),
    );

  it('lets a retired key vouch for what it signed, a revoked or future one for nothing', () => {
    expect(underKey('active')).toBe('accepted');
    expect(underKey('retired')).toBe('accepted');
    expect(underKey('revoked')).toBe('revoked');
    expect(underKey('next')).toBe('key-not-in-use');
  });

  it('knows a key after a rotation by its name, and the one before as well', () => {
    const next = testKey('license-2');
    const retired = { ...vendor.signing.entry, state: 'retired' as const };
    const keyset = keysetWith({ version: 2, keys: [retired, next.entry] });
    const head = { alg: 'ES256', typ: 'easel-license+jwt', kid: 'license-2' };
    const read = (token: string) => faultOf(() => verifyLicense(token, keyset));
    expect(read(genuine)).toBe('accepted');
    expect(read(forge(head, vendor.claims(), next.privateKey))).toBe('accepted');
    expect(read(forge(head, vendor.claims(), vendor.signing.privateKey))).toBe('signature');
  });

  it('takes no licence signed with a key for packages', () => {
    const keys = [{ ...vendor.signing.entry, use: 'package' as const }];
    expect(faultOf(() => verifyLicense(genuine, keysetWith({ keys })))).toBe('unknown-key');
  });

  it('revokes a licence by name, and no other', () => {
    const revoking = (jti: string) =>
      faultOf(() => verifyLicense(genuine, keysetWith({ revoked: [jti] })));
    expect(revoking('license-of-a-test')).toBe('revoked');
    expect(revoking('license-of-a-tes')).toBe('accepted');
  });
});

describe('a keyset', () => {
  const [key] = vendor.keysetClaims.keys;
  const { keysetClaims } = vendor;

  it('that the root signed is what the forgeries below are made of', () => {
    expect(fault(byRoot(keysetClaims))).toBe('accepted');
  });

  it('is refused unless the root key signed it as a keyset', () => {
    const pack = testKey('package-1', 'package');
    expect(fault(testVendor().keysetToken)).toBe('signature');
    expect(fault(forge(header, keysetClaims, vendor.signing.privateKey))).toBe('signature');
    expect(fault(byRoot(keysetClaims, { ...header, typ: 'easel-license+jwt' }))).toBe('form');
    expect(fault(byRoot(keysetClaims, { ...header, typ: 'easel-package+jwt' }))).toBe('form');
    expect(fault(byRoot(keysetClaims, { ...header, alg: 'none' }))).toBe('form');
    expect(fault(byRoot(keysetClaims, { ...header, kid: 'license-1' }))).toBe('unknown-key');
    const packageHeader = { ...header, typ: 'easel-package+jwt', kid: 'package-1' };
    expect(fault(forge(packageHeader, keysetClaims, pack.privateKey))).toBe('form');
  });

  it('is not to be had from a licence, of the root even', () => {
    expect(fault(genuine)).toBe('form');
    expect(fault(byRoot(vendor.claims()))).toBe('claims');
  });

  it.each<[string, unknown]>([
    ['from nobody', { ...keysetClaims, iss: '' }],
    ['for somebody else', { ...keysetClaims, aud: 'other' }],
    ['for nobody', { ...keysetClaims, aud: '' }],
    ['of version 0', { ...keysetClaims, version: 0 }],
    ['of half a version', { ...keysetClaims, version: 1.5 }],
    ['of a version as text', { ...keysetClaims, version: '2' }],
    ['with two versions', JSON.stringify(keysetClaims).replace('{', '{"version":9,')],
    ['without keys', { ...keysetClaims, keys: [] }],
    ['with two keys of one name', { ...keysetClaims, keys: [key, key] }],
    ['with a key named __proto__', { ...keysetClaims, keys: [{ ...key, kid: '__proto__' }] }],
    ['with a key for anything', { ...keysetClaims, keys: [{ ...key, use: 'any' }] }],
    ['with a shared secret', { ...keysetClaims, keys: [{ ...key, jwk: { kty: 'oct', k: 'AA' } }] }],
    [
      'with a private key in it',
      { ...keysetClaims, keys: [{ ...key, jwk: { ...key!.jwk, d: key!.jwk.x } }] },
    ],
    [
      'with a key that is not on the curve',
      { ...keysetClaims, keys: [{ ...key, jwk: { ...key!.jwk, y: 'A'.repeat(43) } }] },
    ],
    ['with a claim nobody knows', { ...keysetClaims, admin: true }],
    ['null', 'null'],
    ['a list', [keysetClaims]],
  ])('is refused: %s', (_, claims) => {
    expect(fault(byRoot(claims))).toBe('claims');
  });

  it('is refused over its length', () => {
    expect(fault('A'.repeat(LONGEST_KEYSET))).toBe('malformed');
    expect(fault('A'.repeat(LONGEST_KEYSET + 1))).toBe('too-long');
    expect(fault('A'.repeat(50_000_000))).toBe('too-long');
  });
});
