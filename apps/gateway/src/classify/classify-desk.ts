import { EaselError } from '@easel/errors';
import type { Span, Tracing } from '@easel/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from '../http/answer.js';
import { Body } from '../http/body.js';
import { exchangeOf } from '../http/exchange.js';
import { send } from '../http/send.js';
import type { LicenseMetrics } from '../license/license-metrics.js';
import type { GatewayMetrics } from '../metrics.js';
import type { Answers } from './answers.js';
import type { Call, Classification } from './classification.js';

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

  /** Answers one request of the classify route. Never throws. */
  async serve(deployment: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const exchange = exchangeOf(request);
    exchange.classify = true; // however its path was spelt
    const { tracing } = this.#options;
    if (tracing) exchange.span = receive(tracing, request);
    const body = new Body(request.raw, reply.raw, this.#options.stallMs);
    const query = new URLSearchParams(/\?.*/s.exec(request.url)?.[0]);
    const gone = new AbortController();
    reply.raw.once('close', () => reply.raw.writableFinished || gone.abort());
    const answer = await this.#answer({
      request: request.raw,
      deployment,
      query,
      body,
      exchange,
      gone: gone.signal,
    });
    await send(reply, answer, body);
  }

  async #answer(call: Call): Promise<Answer> {
    const { exchange } = call;
    const { classification, answers, metrics, licenseMetrics } = this.#options;
    try {
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
function receive(tracing: Tracing, request: FastifyRequest): Span | undefined {
  const { traceparent } = request.headers;
  const { method, logId, startedAt } = exchangeOf(request);
  return tracing.receive(`${method} ${ROUTE}`, {
    traceparent: typeof traceparent === 'string' ? traceparent : undefined,
    from: startedAt,
    attributes: { 'http.request.method': method, 'http.route': ROUTE, 'easel.log_id': logId },
  });
}
