import { codes, type Code } from '@easel/errors';
import { z } from 'zod';

/** Raised when a file changes its form; what reads it refuses other numbers. */
const FORMAT = 1;

/** `batch.json`: what was asked for. Written last while a batch is made, and never again. */
export const descriptionSchema = z.strictObject({
  format: z.literal(FORMAT),
  id: z.string(),
  deployment: z.string(),
  /** The model version that classifies all of it; null: whichever is in service. */
  version: z.string().nullable(),
  topNum: z.int().min(1),
  source: z.enum(['archive', 'images', 'folder']),
  pictures: z.int().min(1),
  /** Milliseconds since 1970. */
  createdMs: z.number(),
  /** SHA-256 of the caller's Idempotency-Key and deployment, hex; null without one. */
  key: z.string().nullable(),
});
export type Description = z.output<typeof descriptionSchema>;

/** `intent.json`: what its owner wants of it. Absent: run. */
export const intentSchema = z.strictObject({
  format: z.literal(FORMAT),
  wanted: z.enum(['run', 'pause', 'cancel']),
  atMs: z.number(),
});
export type Wanted = z.output<typeof intentSchema>['wanted'];

/** `end.json`: that nothing more will come. */
export const endSchema = z.strictObject({
  format: z.literal(FORMAT),
  state: z.enum(['finished', 'cancelled']),
  atMs: z.number(),
});
export type End = z.output<typeof endSchema>;

/**
 * A line of a chunk's list, in order: the id that results are told by, and the file: below `pictures`, or an absolute
 * path where the batch is of a folder. `error`, where there is one, is the picture's row, and there is no file.
 */
export const pictureSchema = z.strictObject({
  id: z.string(),
  file: z.string(),
  error: z.strictObject({ code: z.literal(codes), msg: z.string() }).optional(),
});
export type Picture = z.output<typeof pictureSchema>;

/** A line of results: exactly one for each picture. */
export type Row =
  | { id: string; results: { name: string; score: number }[] }
  | { id: string; error_code: Code; error_msg: string };

export { FORMAT };
