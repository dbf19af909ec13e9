import { z } from 'zod';

export const healthSchema = z.object({ status: z.literal('ok') });

/** What installers and monitors read: whether this machine classifies, and if not, why, in words. */
export const readinessSchema = z.object({
  ready: z.boolean(),
  edition: z.enum(['development', 'release']),
  license: z.object({
    in_force: z.boolean(),
    reason: z.string().optional().describe('Why there is none in force.'),
    grace: z.boolean().optional().describe('Whether it is past its end, in its grace.'),
    warning: z.string().optional().describe('That its end is near, in a sentence.'),
    licensee: z.string().optional(),
    kind: z.enum(['trial', 'term', 'permanent']).optional(),
    expires: z.string().nullable().optional().describe('ISO 8601; null for a licence without end.'),
  }),
  deployments: z.array(
    z.object({
      name: z.string(),
      version: z.string().describe('In service; empty while none is.'),
      state: z
        .enum(['loading', 'serving', 'failed', 'unknown'])
        .describe('unknown: inference is out of reach.'),
      problem: z.string().optional(),
      canary: z
        .object({
          ok: z.boolean(),
          at: z.string().describe('ISO 8601.'),
          ms: z.number().describe('Milliseconds that it took.'),
          problem: z.string().optional(),
        })
        .nullable()
        .describe('The last classification of the built-in picture; null before the first.'),
    }),
  ),
  reasons: z.array(z.string()).describe('Why it is not ready; empty when it is.'),
});

export type Health = z.output<typeof healthSchema>;
export type Readiness = z.output<typeof readinessSchema>;
