import type { z } from 'zod';

/** What was asked for makes no sense; the message says what would. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/**
 * The options of a command, checked.
 * @throws UsageError that names everything that is missing or wrong at once.
 */
export function options<T>(schema: z.ZodType<T>, given: unknown): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new UsageError([...new Set(parsed.error.issues.map(({ message }) => message))].join('\n'));
}
