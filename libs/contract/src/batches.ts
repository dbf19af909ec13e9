import { codes, EaselError } from '@easel/errors';
import { z } from 'zod';
import { parseTopNum } from './top-num.js';

/** How many pictures, bytes and levels one batch may bring. */
export const batchLimits = {
  pictures: 1_000_000,
  /** Of an upload, and of all that is in it. */
  bytes: 64 * 1024 ** 3,
  /** Of one file in it: larger ones are rows of 336004. */
  fileBytes: 64 * 1024 ** 2,
  /** Of a body of JSON, which is held in memory. */
  jsonBytes: 8 * 1024 * 1024,
} as const;

const time = (what: string) => z.string().describe(`${what} ISO 8601.`);

/** Digits, read as the classify route reads them. */
const topNum = z.string().transform((digits, context) => {
  try {
    return parseTopNum(digits);
  } catch (error) {
    context.issues.push({ code: 'custom', message: EaselError.from(error).detail, input: digits });
    return z.NEVER;
  }
});

/** What may be said about a batch in its URL's query, whatever its body is. */
export const batchOptionsSchema = z.strictObject({
  top_num: topNum
    .optional()
    .describe('How many names a picture gets; 6. More than there are classes: all of them.'),
  version: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
    .optional()
    .describe(
      'The model version that classifies all of it; absent: the one in service now; "current": whichever is in service when a picture is classified.',
    ),
});

/** A body of JSON: pictures in it, or a folder that the server can read. */
export const batchRequestSchema = z.union([
  z.strictObject({
    images: z
      .array(z.strictObject({ id: z.string().min(1).max(1024), image: z.string() }))
      .min(1)
      .describe('As for the classify route, each with an id of the caller, different ones.'),
  }),
  z.strictObject({
    folder: z.string().min(1).describe('Below one of the import roots (EASEL_IMPORT_ROOTS).'),
  }),
]);

export const batchStates = [
  'queued',
  'running',
  'waiting',
  'paused',
  'cancelled',
  'finished',
] as const;

/** What a batch may wait for. */
const batchHindrances = [
  'license',
  'redis_full',
  'redis_read_only',
  'redis_disk',
  'redis_password',
  'redis_rights',
  'redis_busy',
  'redis_unreachable',
  'worker',
  'inference',
] as const;

export const batchSchema = z.object({
  id: z.string(),
  deployment: z.string(),
  version: z.string().nullable().describe('null: whichever is in service.'),
  state: z
    .enum(batchStates)
    .describe('queued: nothing is done yet; waiting: it wants to go on and cannot, see `why`.'),
  waits_for: z
    .enum(batchHindrances)
    .nullable()
    .describe('What a waiting batch waits for; else null.'),
  why: z.string().nullable().describe('The same in a sentence, with what is known of it.'),
  source: z.enum(['archive', 'images', 'folder']),
  top_num: z.int(),
  pictures: z.int(),
  done: z.int().describe('Pictures that have a row in the results.'),
  failed: z.int().describe('Of those, the ones that have an error code.'),
  errors: z.record(z.string(), z.int()).describe('How many, by error code.'),
  images_per_second: z.number().nullable().describe('Lately; null where nothing is known.'),
  estimated_end: time(
    'When it will be done, at that rate; null where nothing is known.',
  ).nullable(),
  created_at: time('When it was made.'),
  ended_at: time('When it was finished or cancelled; null before that.').nullable(),
});

export const batchListSchema = z.object({
  batches: z.array(batchSchema).describe('Newest first.'),
  next: z.string().nullable().describe('As `after` it gives the next page; null on the last.'),
});

/** A line of results in JSON. */
export const batchRowSchema = z.union([
  z.object({
    id: z.string(),
    results: z.array(z.object({ name: z.string(), score: z.number() })),
  }),
  z.object({ id: z.string(), error_code: z.literal(codes), error_msg: z.string() }),
]);

export type BatchHindrance = (typeof batchHindrances)[number];
export type BatchStatus = z.output<typeof batchSchema>;
export type BatchList = z.output<typeof batchListSchema>;
export type BatchRow = z.output<typeof batchRowSchema>;
export type BatchRequest = z.input<typeof batchRequestSchema>;
export type BatchOptions = z.output<typeof batchOptionsSchema>;
