import type { IncomingMessage } from 'node:http';
import type { Code } from '@easel/errors';
import type { Span } from '@easel/platform';
import type { Timing } from './timing.js';

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
  /** Whether it meant the classify route. */
  classify: boolean;
  /** Once it is known to be one. */
  deployment?: string;
  /** Bytes of the body. */
  bytes: number;
  timing: Timing;
  code?: Code;
  /** Where it is traced. */
  span?: Span | undefined;
  /** Why it failed, when nobody foresaw it. */
  cause?: unknown;
}

const exchanges = new WeakMap<IncomingMessage, Exchange>();

/** Whether a request, of which there may be no more than this, means the classify route. */
export type MeansClassify = (asked: { method: string; path: string }) => boolean;

export function beginExchange(
  request: IncomingMessage,
  { logId, meansClassify }: { logId: number; meansClassify: MeansClassify },
): Exchange {
  const { method = '', url = '' } = request;
  const path = url.split('?', 1)[0] ?? '';
  const exchange: Exchange = {
    logId,
    startedAt: performance.now(),
    method,
    path,
    address: request.socket.remoteAddress,
    contentType: request.headers['content-type'],
    classify: meansClassify({ method, path }),
    bytes: 0,
    timing: {},
  };
  exchanges.set(request, exchange);
  return exchange;
}

/** The exchange that every request has from its door on. */
export function exchangeOf(request: IncomingMessage): Exchange {
  const exchange = exchanges.get(request);
  if (!exchange) throw new Error('a request came past its door');
  return exchange;
}
