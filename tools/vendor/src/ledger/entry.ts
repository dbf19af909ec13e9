import { createHash } from 'node:crypto';
import { fingerprintSchema } from '@easel/license';
import { z } from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** What every line begins and ends with: its number from 1, when it was written, and the line before it. */
const line = {
  n: z.int().min(1),
  at: z.iso.datetime(),
  /** SHA-256 of the previous line without its end, in hex; of nothing at all for the first. */
  prev: hash,
};

const keyState = z.strictObject({ kid: z.string(), state: z.enum(['retired', 'revoked']) });

const entrySchema = z.discriminatedUnion('event', [
  z.strictObject({
    ...line,
    event: z.literal('keys-made'),
    issuer: z.string(),
    keys: z.array(z.string()),
    keyset: z.int(),
  }),
  z.strictObject({
    ...line,
    event: z.literal('rotated'),
    use: z.enum(['license', 'package']),
    kid: z.string(),
    state: z.enum(['next', 'active']),
    previous: keyState.optional(),
    keyset: z.int(),
  }),
  z.strictObject({
    ...line,
    event: z.literal('key-revoked'),
    kid: z.string(),
    keyset: z.int(),
  }),
  z.strictObject({
    ...line,
    event: z.literal('issued'),
    jti: z.string(),
    customer: z.string(),
    kind: z.enum(['trial', 'term', 'permanent']),
    mode: z.enum(['cpu', 'gpu']),
    deployments: z.array(z.string()),
    fingerprints: z.array(fingerprintSchema),
    nbf: z.int(),
    exp: z.int().optional(),
    seq: z.int(),
    kid: z.string(),
    /** The licence itself: should it be lost on its way, it can be sent again. */
    token: z.string(),
  }),
  z.strictObject({
    ...line,
    event: z.literal('revoked'),
    licenses: z.array(z.string()).min(1),
    reason: z.string(),
    keyset: z.int(),
  }),
]);

/** A line of the ledger. */
export type Entry = z.output<typeof entrySchema>;
export type Issued = Extract<Entry, { event: 'issued' }>;

type WithoutLine<T> = T extends unknown ? Omit<T, keyof typeof line> : never;

/** What happened, before it has its place in the ledger. */
export type Fact = WithoutLine<Entry>;

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The text of the next line, without its end. */
export function lineOf(fact: Fact, { n, prev }: { n: number; prev: string }): string {
  const { event, ...facts } = fact;
  return JSON.stringify({ n, at: new Date().toISOString(), event, ...facts, prev });
}

/** The entry that a line holds, or undefined. */
export function parseLine(text: string): Entry | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
