import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Body } from './body.js';
import { exchangeOf } from './exchange.js';
import type { Refuse } from './refuse.js';
import { send } from './send.js';

export interface FailureOptions {
  refuse: Refuse;
  /** What every request is met with: some fail before they get that far. */
  greet: (request: FastifyRequest, reply: FastifyReply) => void;
  /** How long a sender may be silent. */
  stallMs: number;
}

/** Nothing that was thrown leaves the door but as an answer of its form. */
@Catch()
export class EveryFailureFilter implements ExceptionFilter {
  readonly #options: FailureOptions;

  constructor(options: FailureOptions) {
    this.#options = options;
  }

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    await this.answer(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also for what fails before there is a route. */
  async answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { refuse, greet, stallMs } = this.#options;
    greet(request, reply);
    const answer = refuse(thrown, exchangeOf(request));
    await send(reply, answer, new Body(request.raw, reply.raw, stallMs));
  }
}
