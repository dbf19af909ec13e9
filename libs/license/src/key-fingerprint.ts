import { createHash, type KeyObject } from 'node:crypto';

/**
 * A public key in few enough characters to compare by eye or read out: SHA-256 of its SPKI bytes, 16 groups of 4
 * hexadecimal digits.
 */
export function keyFingerprint(key: KeyObject): string {
  const spki = key.export({ type: 'spki', format: 'der' });
  const digits = createHash('sha256').update(spki).digest('hex');
  return (digits.match(/.{4}/g) ?? []).join('-');
}
