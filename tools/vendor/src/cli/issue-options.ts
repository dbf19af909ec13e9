import { z } from 'zod';

import { keyOptions } from './key-options.js';

const whole = (error: string, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { error })
    .transform(Number)
    .refine((value) => value <= most, { error });

const days = '--days takes a whole number from 1 to 36500';

/** What `license issue` takes, all of it said at once where it is wrong. */
export const issueOptions = z
  .object({
    ...keyOptions,
    request: z
      .array(z.string(), { error: "--request takes the customer's request file" })
      .min(1)
      .max(64, { error: '--request takes at most 64 files' }),
    customer: z
      .string({ error: '--customer takes a name' })
      .regex(/^\P{Cc}{1,200}$/u, { error: '--customer takes a name of at most 200 characters' }),
    kind: z
      .enum(['trial', 'term', 'permanent'], { error: '--kind takes trial, term or permanent' })
      .default('trial'),
    days: whole(days, 36_500)
      .refine((value) => value > 0, { error: days })
      .optional(),
    mode: z.enum(['cpu', 'gpu'], { error: '--mode takes cpu or gpu' }).default('cpu'),
    card: whole('--card takes a whole number, counted from 0', 15).optional(),
    deployments: z
      .string()
      .default('*')
      .transform((names) => names.split(','))
      .pipe(
        z.array(
          z.string().regex(/^(\*|[A-Za-z][A-Za-z0-9_-]{1,63})$/, {
            error: '--deployments takes names with commas between them, or *',
          }),
        ),
      ),
    graceDays: whole('--grace-days takes a whole number up to 365', 365).optional(),
    warnDays: whole('--warn-days takes a whole number up to 365', 365).optional(),
    seq: whole('--seq takes a whole number', Number.MAX_SAFE_INTEGER).optional(),
    from: z
      .union([z.iso.date(), z.iso.datetime({ offset: true })], {
        error: '--from takes a date such as 2026-02-28, or 2026-02-28T08:00:00Z',
      })
      .transform((text) => Math.floor(Date.parse(text) / 1000))
      .optional(),
    acceptWeak: z.boolean().default(false),
    out: z.string().optional(),
    yes: z.boolean().default(false),
  })
  .check(({ value, issues }) => {
    const refuse = (message: string) =>
      issues.push({ code: 'custom', message, input: value, continue: true });
    if (value.kind === 'term' && value.days === undefined)
      refuse('--kind term takes --days as well');
    if (value.kind !== 'term' && value.days !== undefined)
      refuse(`--days goes with --kind term: a trial is always 30, a permanent licence has no end`);
    if (value.kind !== 'term' && value.graceDays !== undefined)
      refuse('--grace-days goes with --kind term');
    if (value.mode === 'cpu' && value.card !== undefined) refuse('--card goes with --mode gpu');
  });

export type IssueOptions = z.output<typeof issueOptions>;
