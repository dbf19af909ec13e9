import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { LicenseError } from './license-error.js';
import { publicP256 } from './p256.js';
import { second } from './second.js';
import { verifyToken } from './token.js';

export const KEYSET_TYP = 'easel-keyset+jwt';

/** Bytes: the most that a keyset token may have. */
export const LONGEST_KEYSET = 64 * 1024;

/** The name under which the root key signs; there is only one. */
export const ROOT_KID = 'root';

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

const keySchema = z.strictObject({
  kid: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/),
  use: z.enum(['license', 'package']),
  /** `next` is announced and does not sign yet; `retired` signs no more, what it signed counts; `revoked`: nothing does. */
  state: z.enum(['next', 'active', 'retired', 'revoked']),
  jwk: z.strictObject({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: coordinate,
    y: coordinate,
  }),
});

export const keysetSchema = z
  .strictObject({
    iss: z.string().min(1).max(200),
    aud: z.literal('easel'),
    iat: second,
    /** Only rises. */
    version: z.int().min(1),
    keys: z.array(keySchema).min(1).max(64),
    /** The `jti` of licences that count no more. */
    revoked: z.array(z.string()).max(2000),
  })
  .refine(
    ({ keys }) => new Set(keys.map(({ kid }) => kid)).size === keys.length,
    'two keys with one name',
  );

export type KeysetClaims = z.output<typeof keysetSchema>;

export interface TrustedKey {
  use: 'license' | 'package';
  state: 'next' | 'active' | 'retired' | 'revoked';
  key: KeyObject;
}

/** The keys that a vendor signs with, as the root key vouched for them. */
export interface Keyset {
  /** As the root signed it, to pass on. */
  token: string;
  issuer: string;
  version: number;
  /** Seconds since 1970. */
  issuedAt: number;
  /** By `kid`. */
  keys: ReadonlyMap<string, TrustedKey>;
  /** The `jti` of licences that count no more. */
  revoked: ReadonlySet<string>;
}

/**
 * The keyset that the root key signed.
 * @throws LicenseError whatever is wrong.
 */
export function verifyKeyset(token: string, root: KeyObject): Keyset {
  const claims = verifyToken(token, {
    subject: 'keyset',
    typ: KEYSET_TYP,
    longest: LONGEST_KEYSET,
    claims: keysetSchema,
    key: (kid) => {
      if (kid !== ROOT_KID) throw new LicenseError('keyset', 'unknown-key');
      return root;
    },
  });
  return {
    token,
    issuer: claims.iss,
    version: claims.version,
    issuedAt: claims.iat,
    keys: new Map(
      claims.keys.map(({ kid, use, state, jwk }) => [kid, { use, state, key: parse(jwk) }]),
    ),
    revoked: new Set(claims.revoked),
  };
}

/** Whether a token calls itself a keyset: nothing in it is believed for that. */
export function claimsKeyset(token: string): boolean {
  try {
    const [header = ''] = token.split('.', 1);
    const { typ } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { typ?: unknown };
    return typ === KEYSET_TYP;
  } catch {
    return false;
  }
}

function parse(jwk: KeysetClaims['keys'][number]['jwk']): KeyObject {
  try {
    return publicP256(jwk);
  } catch (cause) {
    throw new LicenseError('keyset', 'claims', { cause });
  }
}
