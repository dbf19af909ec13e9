import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { Fingerprint } from './fingerprint.js';
import { verifyKeyset, type KeysetClaims } from './keyset.js';
import type { License } from './license.js';
import { LicenseError, type LicenseFault } from './license-error.js';
import { signKeyset, signLicense } from './sign.js';
import type { Trust } from './trust.js';

/** A vendor of a test's own, with real keys. For tests alone. */
export function testVendor(issuer = 'A Vendor') {
  const root = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = 'license-1';
  const signing = testKey(kid);
  const keysetClaims: KeysetClaims = {
    iss: issuer,
    aud: 'easel',
    iat: 1_780_000_000,
    version: 1,
    keys: [signing.entry],
    revoked: [],
  };
  const keysetToken = signKeyset(keysetClaims, root.privateKey);
  const keyset = verifyKeyset(keysetToken, root.publicKey);
  const trust: Trust = {
    edition: 'development',
    root: () => root.publicKey,
    keyset: () => keyset,
  };
  const claims = (changes: Partial<License> = {}): License => ({
    iss: issuer,
    aud: 'easel',
    jti: 'license-of-a-test',
    iat: 1_780_000_000,
    nbf: 1_780_000_000,
    customer: '某某工厂',
    deployments: ['*'],
    kind: 'permanent',
    mode: 'cpu',
    fingerprints: [testMachine],
    warn_days: 30,
    grace_days: 0,
    seq: 1,
    ...changes,
  });
  return {
    root,
    signing,
    kid,
    keysetClaims,
    keysetToken,
    keyset,
    trust,
    /** The keyset with something else in it, signed by the same root. */
    rekey: (changes: Partial<KeysetClaims>) =>
      signKeyset({ ...keysetClaims, ...changes }, root.privateKey),
    rootPem: root.publicKey.export({ type: 'spki', format: 'pem' }) as string,
    claims,
    /** A genuine licence of this vendor. */
    issue: (changes: Partial<License> = {}) =>
      signLicense(claims(changes), { kid, key: signing.privateKey }),
  };
}

/** A key to sign with, and how a keyset names it. */
export function testKey(kid: string, use: KeysetClaims['keys'][number]['use'] = 'license') {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
  const jwk = { kty, crv, x, y };
  const entry = { kid, use, state: 'active', jwk } as KeysetClaims['keys'][number];
  return { publicKey, privateKey, entry };
}

/** A token of exactly these bytes, texts, or values as JSON, truly signed: what no vendor's tools would sign. */
export function forge(head: unknown, payload: unknown, key: KeyObject): string {
  const bytes = (of: unknown) =>
    Buffer.isBuffer(of) ? of : Buffer.from(typeof of === 'string' ? of : JSON.stringify(of));
  const input = [head, payload].map((part) => bytes(part).toString('base64url')).join('.');
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

/** What is wrong with what is read. Any failure but the typed one is the test's. */
export function faultOf(read: () => unknown): LicenseFault | 'accepted' {
  try {
    read();
    return 'accepted';
  } catch (error) {
    if (error instanceof LicenseError) return error.reason;
    throw error;
  }
}

/** The hash of some part of some machine. */
export const testHash = (of: string): string => of.padEnd(22, '_').slice(0, 22);

export const testMachine: Fingerprint = {
  machineId: [testHash('machine-id')],
  boardSerial: [testHash('board')],
  diskSerial: [testHash('disk')],
};
