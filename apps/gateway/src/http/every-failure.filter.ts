import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Body } from './body.js';
import { exchangeOf } from './exchange.js';
import type { Refuse } from './refuse.js';
import { send } from './send.js';

/** Nothing that was thrown leaves the door but as an answer of its form. */
@Catch()
export class EveryFailureFilter implements ExceptionFilter {
  readonly #refuse: Refuse;
  readonly #stallMs: number;

  constructor(refuse: Refuse, stallMs: number) {
    this.#refuse = refuse;
    this.#stallMs = stallMs;
  }

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    await this.answer(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also for what fails before there is a route. */
  async answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const answer = this.#refuse(thrown, exchangeOf(request));
    await send(reply, answer, new Body(request.raw, reply.raw, this.#stallMs));
  }
}
