import { z } from 'zod';

/** RFC 9457, for everything but the classify route. */
export const problemSchema = z.object({
  type: z.string().describe('A URI reference; `about:blank` says that the status says it all.'),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string().optional().describe('What was wrong with this request.'),
  log_id: z.int().min(0).optional(),
});

export type Problem = z.output<typeof problemSchema>;
