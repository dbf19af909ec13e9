import { STATUS_CODES } from 'node:http';
import type { Problem } from '@easel/contract';
import { catalogue, EaselError } from '@easel/errors';
import type { Answer } from './answer.js';
import { frameworkStatus } from './framework-status.js';

/** A failure anywhere but on the classify route, as RFC 9457 problem details. Unknown ones say nothing of themselves. */
export function problem(thrown: unknown, logId: number): Answer {
  const { status, detail } = read(thrown);
  const body: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    log_id: logId,
  };
  return {
    status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'x-log-id': String(logId),
      ...(thrown instanceof EaselError &&
        thrown.retryAfter !== undefined && { 'retry-after': String(thrown.retryAfter) }),
    },
    body: JSON.stringify(body),
  };
}

function read(thrown: unknown): { status: number; detail: string } {
  const status = frameworkStatus(thrown);
  if (status !== undefined && status < 500) return { status, detail: (thrown as Error).message };
  const error = EaselError.from(thrown);
  return { status: catalogue[error.code].status, detail: error.detail };
}
