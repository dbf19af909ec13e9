import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Body } from './body.js';
import { exchangeOf } from './exchange.js';
import type { Refuse } from './refuse.js';
import { send } from './send.js';

export interface FailureOptions {
  refuse: Refuse;
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
    await this.answer(thrown, host.switchToHttp().getResponse<FastifyReply>());
  }

  /** Also for what fails before there is a route. */
  async answer(thrown: unknown, reply: FastifyReply): Promise<void> {
    const { refuse, stallMs } = this.#options;
    const { raw: request } = reply.request;
    const { raw: response } = reply.hijack();
    const answer = refuse(thrown, exchangeOf(request));
    await send(response, answer, new Body(request, response, stallMs));
  }
}
