import { generateKeyPairSync } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { keyFingerprint } from './key-fingerprint.js';

describe("a key's fingerprint", () => {
  it('is what anybody can work out with openssl', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const input = publicKey.export({ type: 'spki', format: 'pem' });
    const der = execFileSync('openssl', ['pkey', '-pubin', '-outform', 'DER'], { input });
    const digest = execFileSync('openssl', ['dgst', '-sha256', '-r'], { input: der }).toString();
    expect(keyFingerprint(publicKey)).toMatch(/^([0-9a-f]{4}-){15}[0-9a-f]{4}$/);
    expect(keyFingerprint(publicKey).replaceAll('-', '')).toBe(digest.slice(0, 64));
  });
});
