import { generateKeyPairSync } from 'node:crypto';
import type { Fingerprint } from './fingerprint.js';
import { verifyKeyset, type KeysetClaims } from './keyset.js';
import type { License } from './license.js';
import { signKeyset, signLicense } from './sign.js';
import type { Trust } from './trust.js';

/** A vendor of a test's own, with real keys. For tests alone. */
export function testVendor(issuer = 'A Vendor') {
  const root = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = 'license-1';
  const { kty, crv, x, y } = signing.publicKey.export({ format: 'jwk' });
  const keysetClaims = {
    iss: issuer,
    aud: 'easel',
    iat: 1_780_000_000,
    version: 1,
    keys: [{ kid, use: 'license', state: 'active', jwk: { kty, crv, x, y } }],
    revoked: [] as string[],
  } as KeysetClaims;
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

/** The hash of some part of some machine. */
export const testHash = (of: string): string => of.padEnd(22, '_').slice(0, 22);

export const testMachine: Fingerprint = {
  machineId: [testHash('machine-id')],
  boardSerial: [testHash('board')],
  diskSerial: [testHash('disk')],
};
