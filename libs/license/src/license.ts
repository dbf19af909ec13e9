import { z } from 'zod';
import { fingerprintSchema, type Fingerprint } from './fingerprint.js';
import { LicenseError } from './license-error.js';
import type { Keyset } from './keyset.js';
import { second } from './second.js';
import { verifyToken } from './token.js';

export const LICENSE_TYP = 'easel-license+jwt';

/** Bytes: the most that a licence token may have. */
export const LONGEST_LICENSE = 16 * 1024;

/** What a licence says. Times are whole seconds since 1970. Closed: a claim that we do not know is refused. */
export const licenseSchema = z
  .strictObject({
    iss: z.string().min(1).max(200),
    aud: z.literal('easel'),
    jti: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
    iat: second,
    nbf: second,
    /** A trial and a term have one, a permanent licence none. */
    exp: second.optional(),
    customer: z.string().min(1).max(200),
    /** Names, or `*` for all. */
    deployments: z
      .array(z.string().regex(/^(\*|[A-Za-z][A-Za-z0-9_-]{1,63})$/))
      .min(1)
      .max(1000),
    kind: z.enum(['trial', 'term', 'permanent']),
    /** `cpu`: bound to a machine; `gpu`: to one card. */
    mode: z.enum(['cpu', 'gpu']),
    /** The machines or cards of a site; any one of them. */
    fingerprints: z.array(fingerprintSchema).min(1).max(64),
    warn_days: z.int().min(0).max(365),
    grace_days: z.int().min(0).max(365),
    /** A licence replaces one of a lower number. */
    seq: z.int().min(0),
  })
  .refine(({ kind, exp }) => (kind === 'permanent') !== (exp !== undefined), 'permanent has no end')
  .refine(({ kind, grace_days }) => kind === 'term' || grace_days === 0, 'a term alone has grace')
  .refine(
    ({ mode, fingerprints }) =>
      fingerprints.every((one) => (mode === 'gpu' ? isCard(one) : one.gpu === undefined)),
    'gpu is bound to a card, cpu to machines',
  )
  .refine(({ iat, nbf, exp }) => exp === undefined || (exp > iat && exp > nbf), 'ends too early');

/** One card and nothing else; the rest of its machine may change. */
function isCard({ gpu, ...machine }: Fingerprint): boolean {
  if (gpu === undefined) return false;
  return gpu.length === 1 && Object.keys(machine).length === 0;
}

export type License = z.output<typeof licenseSchema>;

/**
 * What a licence says, once it is certain that the vendor said it. Whether it is in force here and now is another
 * question: `entitlement`.
 * @param token one line without its end.
 * @throws LicenseError whatever is wrong.
 */
export function verifyLicense(token: string, keyset: Keyset): License {
  const license = verifyToken(token, {
    subject: 'licence',
    typ: LICENSE_TYP,
    longest: LONGEST_LICENSE,
    claims: licenseSchema,
    key: (kid) => {
      const found = keyset.keys.get(kid);
      if (found?.use !== 'license') throw new LicenseError('licence', 'unknown-key');
      if (found.state === 'revoked') throw new LicenseError('licence', 'revoked');
      if (found.state === 'next') throw new LicenseError('licence', 'key-not-in-use');
      return found.key;
    },
  });
  if (license.iss !== keyset.issuer) throw new LicenseError('licence', 'issuer');
  if (keyset.revoked.has(license.jti)) throw new LicenseError('licence', 'revoked');
  return license;
}

/** When a licence stops, grace included: seconds since 1970, or null for never. */
export const endOf = (license: License): number | null =>
  license.exp === undefined ? null : license.exp + license.grace_days * 86_400;
