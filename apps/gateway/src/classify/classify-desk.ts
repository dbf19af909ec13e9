import type { IncomingMessage, ServerResponse } from 'node:http';
import { EaselError } from '@easel/errors';
import type { Span, Tracing } from '@easel/platform';
import type { Answer } from '../http/answer.js';
import { Body } from '../http/body.js';
import { exchangeOf } from '../http/exchange.js';
import { send } from '../http/send.js';
import type { LicenseMetrics } from '../license/license-metrics.js';
import type { GatewayMetrics } from '../metrics.js';
import type { Answers } from './answers.js';
import type { Call, Classification } from './classification.js';
import { deploymentAsked } from './classify-route.js';

export interface DeskOptions {
  classification: Classification;
  answers: Answers;
  metrics: GatewayMetrics;
  licenseMetrics: LicenseMetrics;
  tracing: Tracing | undefined;
  /** How long a sender may be silent. */
  stallMs: number;
}

/** Where HTTP ends: a request comes in, an answer goes out, whatever happens between. */
export class ClassifyDesk {
  readonly #options: DeskOptions;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** Answers a request of the classify route, whatever its method. @returns false when it is of another */
  take(request: IncomingMessage, response: ServerResponse): boolean {
    const exchange = exchangeOf(request);
    const deployment = deploymentAsked(exchange.path);
    if (deployment === undefined) return false;
    exchange.classify = true; // whatever the deployment is called
    this.#serve(deployment, response).catch((thrown: unknown) => {
      exchange.cause = thrown;
      response.destroy(); // its answer was begun, or cannot be
    });
    return true;
  }

  async #serve(deployment: string, response: ServerResponse): Promise<void> {
    const request = response.req;
    const exchange = exchangeOf(request);
    const { stallMs } = this.#options;
    const body = new Body(request, response, stallMs);
    const gone = new AbortController();
    response.once('close', () => response.writableFinished || gone.abort());
    const call = { request, deployment, body, exchange, gone: gone.signal };
    await send(response, await this.#answer(call), body);
  }

  async #answer(call: Call): Promise<Answer> {
    const { exchange } = call;
    const { classification, answers, metrics, licenseMetrics, tracing } = this.#options;
    try {
      if (tracing) exchange.span = receive(tracing, call.request);
      return answers.found(await classification.answer(call), exchange);
    } catch (thrown) {
      const error = EaselError.from(thrown);
      metrics.refused(error);
      licenseMetrics.refused(error);
      return answers.refused(error, exchange);
    }
  }
}

const ROUTE = '/{deployment}/ImageClassification';

/** The caller's own trace goes on where he names one. */
function receive(tracing: Tracing, request: IncomingMessage): Span | undefined {
  const { traceparent, tracestate = '' } = request.headers;
  const { method, logId, startedAt } = exchangeOf(request);
  return tracing.receive(`${method} ${ROUTE}`, {
    parent:
      typeof traceparent === 'string' ? { traceparent, tracestate: String(tracestate) } : undefined,
    from: startedAt,
    attributes: { 'http.request.method': method, 'http.route': ROUTE, 'easel.log_id': logId },
  });
}
