import type { Code } from '@easel/errors';
import type { FastifyRequest } from 'fastify';
import type { Timing } from '../classify/timing.js';

/** One request and its answer, as log and metrics tell of it. */
export interface Exchange {
  logId: number;
  /** On performance.now's clock. */
  startedAt: number;
  method: string;
  path: string;
  address: string | undefined;
  /** As it was sent; on its way through Fastify it is overwritten. */
  contentType: string | undefined;
  /** Whether it asked for the classify route. */
  classify: boolean;
  /** Once it is known to be one. */
  deployment?: string;
  /** Bytes of the body. */
  bytes: number;
  timing: Timing;
  code?: Code;
  /** Why it failed, when nobody foresaw it. */
  cause?: unknown;
}

const exchanges = new WeakMap<object, Exchange>();

/**
 * Begins the exchange of `request`, unless it has begun.
 * @param forCallers whether it came through their door.
 */
export function beginExchange(request: FastifyRequest, forCallers: boolean): Exchange {
  const known = exchanges.get(request.raw);
  if (known) return known;
  const path = request.url.split('?', 1)[0] ?? '';
  const exchange: Exchange = {
    logId: Number(request.id),
    startedAt: performance.now(),
    method: request.method,
    path,
    address: request.socket.remoteAddress,
    contentType: request.headers['content-type'],
    classify: forCallers && meansClassify(path),
    bytes: 0,
    timing: {},
  };
  exchanges.set(request.raw, exchange);
  return exchange;
}

/** The exchange that every request has from its door on. */
export function exchangeOf(request: FastifyRequest): Exchange {
  const exchange = exchanges.get(request.raw);
  if (!exchange) throw new Error('a request came past its door');
  return exchange;
}

/** Whether a path means the classify route, be it misspelt: its callers read nothing but EasyDL's answers. */
const meansClassify = (path: string): boolean =>
  /\/imageclassification\/?$/i.test(path) || (malformed(path) && !isOwnPath(path));

/** Whether a path is one of Easel's own pages, whose readers expect statuses and problem details. */
export function isOwnPath(path: string): boolean {
  return /^\/(admin|docs|healthz|metrics|openapi\.json|readyz)(\/|$)/.test(path);
}

function malformed(path: string): boolean {
  try {
    decodeURIComponent(path);
    return false;
  } catch {
    return true;
  }
}
