import { STATUS_CODES } from 'node:http';
import type { Problem } from '@easel/contract';
import { catalogue, EaselError } from '@easel/errors';
import type { Answer } from './answer.js';
import { frameworkStatus } from './framework-status.js';
import { HttpProblem } from './http-problem.js';

/** A failure anywhere but on the classify route, as RFC 9457 problem details. Unknown ones say nothing of themselves. */
export function problem(thrown: unknown, logId: number): Answer {
  const { status, detail, headers, members } = read(thrown);
  const body: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    log_id: logId,
    ...members,
  };
  return {
    status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'x-log-id': String(logId),
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

interface Reading {
  status: number;
  detail: string;
  headers?: Record<string, string>;
  members?: Record<string, unknown>;
}

function read(thrown: unknown): Reading {
  if (thrown instanceof HttpProblem) {
    const { status, message, headers, members } = thrown;
    return { status, detail: message, headers, members };
  }
  const status = frameworkStatus(thrown);
  if (status !== undefined && status < 500) return { status, detail: (thrown as Error).message };
  const { code, detail, retryAfter } = EaselError.from(thrown);
  return {
    status: catalogue[code].status,
    detail,
    ...(retryAfter !== undefined && { headers: { 'retry-after': String(retryAfter) } }),
  };
}
