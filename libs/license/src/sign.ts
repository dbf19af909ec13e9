import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { KEYSET_TYP, keysetSchema, ROOT_KID, type KeysetClaims } from './keyset.js';
import { LICENSE_TYP, licenseSchema, type License } from './license.js';

/** A vendor's private key and the name that its keyset has for it. */
export interface Signer {
  kid: string;
  key: KeyObject;
}

/** A licence as a token. @throws ZodError for claims that no one could accept. */
export const signLicense = (claims: License, signer: Signer): string =>
  signToken(licenseSchema.parse(claims), { typ: LICENSE_TYP, ...signer });

/** A keyset as a token. @throws ZodError for claims that no one could accept. */
export const signKeyset = (claims: KeysetClaims, root: KeyObject): string =>
  signToken(keysetSchema.parse(claims), { typ: KEYSET_TYP, kid: ROOT_KID, key: root });

/** Claims that were checked already, as a token of one kind. */
export function signToken(claims: object, { typ, kid, key }: Signer & { typ: string }): string {
  const header = { alg: 'ES256', typ, kid };
  return jwt.sign(claims, key, { algorithm: 'ES256', header });
}
