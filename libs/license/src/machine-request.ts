import { z } from 'zod';
import { fingerprintSchema } from './fingerprint.js';
import { partNames } from './part.js';

/** Bytes: the most that a request file may have. */
export const LONGEST_REQUEST = 16 * 1024;

/** What an operator sends to the vendor to get a licence: this machine, in keyed hashes. */
export const machineRequestSchema = z.strictObject({
  easel_request: z.literal(1),
  /** ISO 8601. */
  made: z.iso.datetime(),
  edition: z.enum(['development', 'release']),
  /** Absent where nothing of the machine can be read. */
  fingerprint: fingerprintSchema.optional(),
  /** The GPU cards, in the order in which the driver counts them. */
  cards: z.array(z.string().regex(/^[A-Za-z0-9_-]{22}$/)).max(16),
  /** What could not be read: a licence issued now would not be bound to it. */
  unavailable: z.array(z.enum(partNames)),
  /** The licence in place, so that the next one has a higher number. */
  license: z.strictObject({ jti: z.string(), seq: z.int(), customer: z.string() }).optional(),
});

export type MachineRequest = z.output<typeof machineRequestSchema>;
