import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/**
 * A public key to check ES256 signatures with. Made before any token is looked at: handed text that it cannot parse,
 * jsonwebtoken would try it as a shared secret.
 * @param source PEM (SPKI) or a JWK.
 * @throws Error when it is not a public P-256 key.
 */
export function publicP256(source: string | JsonWebKey): KeyObject {
  if (typeof source === 'string' && !source.includes('-----BEGIN PUBLIC KEY-----'))
    throw new Error('not a public key in PEM');
  const key =
    typeof source === 'string'
      ? createPublicKey(source)
      : createPublicKey({ key: source, format: 'jwk' });
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new Error('not a P-256 key');
  return key;
}
