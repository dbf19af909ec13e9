import type { ServerResponse } from 'node:http';
import type { Logger } from '@easel/platform';
import type { GatewayMetrics } from '../metrics.js';
import type { Exchange } from './exchange.js';

/** Probes ask every few seconds; what they ask is no news. */
const probes = new Set(['/healthz', '/readyz', '/metrics']);

interface End {
  /** Absent where nothing was sent. */
  status: number | undefined;
  /** Whether the answer was sent as a whole. */
  answered: boolean;
}

/** One line, one count and the end of its span for each request, whatever became of it. Never a body, a header or a token. */
export class AccessLog {
  readonly #log: Logger;
  readonly #metrics: GatewayMetrics;

  constructor(log: Logger, metrics: GatewayMetrics) {
    this.#log = log;
    this.#metrics = metrics;
  }

  /** Writes the line once `response` is done with. */
  follow(exchange: Exchange, response: ServerResponse): void {
    response.once('close', () =>
      this.write(exchange, {
        status: response.headersSent ? response.statusCode : undefined,
        answered: response.writableFinished,
      }),
    );
  }

  /** For a request that had no response object. */
  write(exchange: Exchange, end: End): void {
    const ms = performance.now() - exchange.startedAt;
    const { logId, classify, method, path, deployment, code, bytes, timing, address, span } =
      exchange;
    const outcome = end.answered ? (code ?? 0) : 'gone';
    if (classify) {
      this.#metrics.classified({ deployment, outcome, bytes, timing, seconds: ms / 1000 });
    }
    span?.end({
      code: outcome,
      attributes: { 'easel.deployment': deployment, 'http.response.status_code': end.status },
    });
    const line = {
      log_id: logId,
      ...(span && { trace_id: span.traceId }),
      method,
      path: path.slice(0, 200),
      ...(classify && { deployment, code: outcome, bytes, timing: rounded(timing) }),
      status: end.status,
      ms: round(ms),
      address,
      ...(!end.answered && { answered: false }),
      ...(exchange.cause !== undefined && { err: exchange.cause }),
    };
    if (code === 336000 || exchange.cause !== undefined) this.#log.error(line, 'request failed');
    else if (probes.has(path)) this.#log.debug(line, 'request');
    else this.#log.info(line, 'request');
  }
}

const round = (ms: number) => Math.round(ms * 100) / 100;
const rounded = (timing: Exchange['timing']) =>
  Object.fromEntries(Object.entries(timing).map(([stage, ms]) => [stage, round(ms)]));
