import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { publicP256 } from './p256.js';

const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }) as string;

describe('a public key', () => {
  it('is taken as PEM', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(publicP256(pem(publicKey)).equals(publicKey)).toBe(true);
  });

  it.each<[string, string]>([
    ['of another curve', pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey)],
    ['RSA', pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey)],
    ['Ed25519', pem(generateKeyPairSync('ed25519').publicKey)],
    ['corrupt', '-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n'],
    ['empty', ''],
    [
      'private',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
        type: 'pkcs8',
        format: 'pem',
      }) as string,
    ],
  ])('is refused: %s', (_, text) => {
    expect(() => publicP256(text)).toThrow();
  });
});
