import { z } from 'zod';

/** What an operator reads, in English and Chinese. */
const wordsSchema = z.object({ en: z.string(), zh: z.string() });

const time = (what: string) => z.string().describe(`${what} ISO 8601.`);

/** A licence, as its vendor signed it. */
const licenseSchema = z.object({
  jti: z.string().describe('The name of this licence, unlike any other.'),
  seq: z.int().describe('A licence replaces one of a lower number.'),
  customer: z.string(),
  kind: z.enum(['trial', 'term', 'permanent']),
  mode: z.enum(['cpu', 'gpu']).describe('cpu: bound to a machine; gpu: to one card.'),
  deployments: z.array(z.string()).describe('`*` is all of them.'),
  machines: z.int().describe('How many machines or cards it is for.'),
  issued: time('When it was signed.'),
  begins: time('From when it counts.'),
  expires: z.string().nullable().describe('ISO 8601; null for one without end.'),
  stops: z.string().nullable().describe('`expires` and the days of grace after it.'),
  grace_days: z.int(),
  warn_days: z.int(),
});

const licenseStates = ['in_force', 'grace', 'refused'] as const;

/** How a part of this machine stands against the licence. */
const partSchema = z.object({
  part: z
    .string()
    .describe('machineId, productUuid, boardSerial, diskSerial, nics, developmentId or gpu.'),
  here: z.enum(['seen', 'absent', 'unavailable']),
  licensed: z
    .enum(['matches', 'differs', 'unavailable'])
    .nullable()
    .describe('null where the licence is not bound to it.'),
  recalled_until: z
    .string()
    .optional()
    .describe('ISO 8601: it cannot be read now, and counts as it was seen last until then.'),
  problem: z.string().optional().describe('Why it cannot be read.'),
});

export const licenseStatusSchema = z.object({
  state: z.enum(licenseStates),
  why: z.string().optional().describe('Why there is none in force, in one word.'),
  reason: wordsSchema.optional().describe('The same in a sentence.'),
  edition: z.enum(['development', 'release']),
  license: licenseSchema.nullable().describe('The one in place, in force or not.'),
  seconds_left: z.number().nullable().describe('Until it expires; null for one without end.'),
  queued: licenseSchema.nullable().describe('A licence that will take its place when it begins.'),
  warnings: z.array(z.object({ code: z.string(), words: wordsSchema })),
  machine: z.object({
    parts: z.array(partSchema),
    matched: z.int().nullable(),
    needed: z.int().nullable(),
  }),
  keyset: z
    .object({ issuer: z.string(), version: z.int(), issued: time('When it was signed.') })
    .nullable(),
  clock: z.object({
    effective: time('The time that licences are judged by.'),
    wall: time("The machine's clock."),
  }),
});

/** What becomes of a licence that was handed in. */
const licenseOutcomes = [
  'installed',
  'queued',
  'kept',
  'unchanged',
  'would_drop',
  'refused',
] as const;

export const licenseChangeSchema = z.object({
  outcome: z
    .enum(licenseOutcomes)
    .describe(
      'installed; queued: it begins later; kept: what is in force has a higher number; unchanged: it is in force already, or a keyset came without a licence; would_drop: a deployment in service would lose its licence; refused.',
    ),
  dry_run: z.boolean().describe('Whether nothing was done.'),
  reason: wordsSchema.describe('What was done, or would be, and why, in a sentence.'),
  before: licenseSchema.nullable().describe('The licence in place before.'),
  after: licenseSchema.nullable().describe('The one handed in; null where it is none.'),
  dropped: z.array(z.string()).describe('Deployments in service that it does not cover.'),
  keyset: z
    .object({ version: z.int(), taken: z.boolean() })
    .nullable()
    .describe('The keyset that came with it, or alone.'),
});

export const licenseWhatIfSchema = z.object({
  license: licenseSchema.nullable(),
  verdict: z.enum(['matches', 'unavailable', 'mismatch']).nullable(),
  needed: z.int(),
  matched: z.int(),
  spare: z.int().describe('How many matching parts more may change, whichever they are.'),
  anchors: z.array(z.string()).describe('Of these one must stay.'),
  parts: z.array(
    z.object({
      part: z.string(),
      state: z.enum(['matches', 'differs', 'unavailable']),
      if_changed: z.enum(['matches', 'unavailable', 'mismatch']),
    }),
  ),
});

export const licenseHistorySchema = z.object({
  current: licenseSchema.nullable(),
  previous: z
    .array(z.object({ license: licenseSchema, replaced: time('When another took its place.') }))
    .describe('The last three, newest first.'),
});

export const loginSchema = z.strictObject({ password: z.string().min(1).max(1024) });
export const firstPasswordSchema = z.strictObject({
  secret: z.string().min(1).max(1024),
  password: z.string().min(1).max(1024),
});
export const newPasswordSchema = z.strictObject({
  current: z.string().min(1).max(1024),
  password: z.string().min(1).max(1024),
});
export const restoreSchema = z.strictObject({
  jti: z.string().max(64).optional().describe('Which; absent: the one before the present.'),
  may_drop: z.boolean().default(false),
});
export const sessionSchema = z.object({
  token: z.string(),
  expires: time('When it ends.'),
});

export type Words = z.output<typeof wordsSchema>;
export type License = z.output<typeof licenseSchema>;
export type LicenseStatus = z.output<typeof licenseStatusSchema>;
export type LicenseChange = z.output<typeof licenseChangeSchema>;
export type LicenseWhatIf = z.output<typeof licenseWhatIfSchema>;
export type LicenseHistory = z.output<typeof licenseHistorySchema>;
export type Session = z.output<typeof sessionSchema>;
