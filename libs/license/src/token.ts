import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { LicenseError, type Subject } from './license-error.js';

/** What one kind of token must look like. */
export interface TokenForm<Claims> {
  subject: Subject;
  /** The header's `typ`, so that no token is ever taken for one of another kind. */
  typ: string;
  /** Bytes. */
  longest: number;
  claims: z.ZodType<Claims>;
  /** @throws LicenseError when nothing signed with that key counts. */
  key: (kid: string) => KeyObject;
}

/**
 * The claims of a token, once everything about it has been checked but the time. Stricter than jsonwebtoken, which
 * takes duplicate keys, `crit`, arrays, a missing or absurd `exp`, and throws errors of several kinds.
 * @throws LicenseError whatever is wrong.
 */
export function verifyToken<Claims>(token: string, form: TokenForm<Claims>): Claims {
  const refuse = (reason: LicenseError['reason'], cause?: unknown) =>
    new LicenseError(form.subject, reason, { cause });

  if (token.length > form.longest) throw refuse('too-long');
  const [header, payload, signature, ...more] = token.split('.').map(decode);
  if (!header || !payload || !signature || more.length > 0) throw refuse('malformed');

  const known = headerOf(form.typ).safeParse(canonicalJson(header));
  if (!known.success) throw refuse('form', known.error);
  const key = form.key(known.data.kid);
  try {
    // The time is judged elsewhere, by a clock that can be trusted more than the machine's.
    const times = { ignoreExpiration: true, ignoreNotBefore: true };
    jwt.verify(token, key, { algorithms: ['ES256'], ...times });
  } catch (error) {
    throw refuse('signature', error);
  }

  const claims = form.claims.safeParse(canonicalJson(payload));
  if (!claims.success) throw refuse('claims', claims.error);
  return claims.data;
}

/** Closed: `jku`, `jwk`, `x5u`, `crit` and whatever else could steer a verifier have no place in it. */
const headerOf = (typ: string) =>
  z.strictObject({
    alg: z.literal('ES256'),
    typ: z.literal(typ),
    kid: z.string().min(1).max(64),
  });

/** The bytes behind base64url, or nothing if they would not be written so again. */
function decode(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
}

/**
 * The value of JSON as `JSON.stringify` writes it, else undefined. That form alone has one reading: no key twice, no
 * number out of range, no bytes that are not UTF-8.
 */
function canonicalJson(bytes: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return Buffer.from(JSON.stringify(value)).equals(bytes) ? value : undefined;
  } catch {
    return undefined;
  }
}
