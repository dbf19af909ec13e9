import { batchOptionsSchema, DEFAULT_TOP_NUM } from '@easel/contract';
import type { inference } from '@easel/rpc';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HttpProblem } from '../http/http-problem.js';
import { Unavailable } from '@easel/inference-client';
import type { Page } from './batches.js';

const CURRENT = 'current';

const pageSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().optional(),
});

const formatSchema = z.strictObject({ format: z.enum(['jsonl', 'csv']).default('jsonl') });

/** What a new batch is to be like. */
export function optionsOf(request: FastifyRequest): { topNum: number; version?: string } {
  const { top_num: topNum = DEFAULT_TOP_NUM, version } = parse(batchOptionsSchema, request);
  return { topNum, ...(version !== undefined && { version }) };
}

export function pageOf(request: FastifyRequest): Page {
  const { limit, after } = parse(pageSchema, request);
  return { limit, after };
}

export const formatOf = (request: FastifyRequest): 'jsonl' | 'csv' =>
  parse(formatSchema, request).format;

/** @throws HttpProblem 400 unless it has 1 to 200 characters; null where there is none. */
export function keyOf({ headers }: FastifyRequest): string | null {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && key.length > 0 && key.length <= 200) return key;
  throw new HttpProblem(400, 'Idempotency-Key takes 1 to 200 characters');
}

/**
 * The version that classifies a new batch; null: whichever is in service.
 * @throws HttpProblem 422 naming those that there are; Unavailable while none is in service.
 */
export function pinned(row: inference.Deployment, asked: string | undefined): string | null {
  if (asked === CURRENT) return null;
  if (asked === undefined) {
    if (row.version === '') throw new Unavailable('loading', 'no version is in service yet');
    return row.version;
  }
  if (row.versions.includes(asked)) return asked;
  throw new HttpProblem(422, `there is no version ${asked}; there are ${row.versions.join(', ')}`);
}

function parse<T>(schema: z.ZodType<T>, { query }: FastifyRequest): T {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  throw new HttpProblem(400, `the query does not fit: ${faults.join('; ')}`);
}
