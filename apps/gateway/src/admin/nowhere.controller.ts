import { All, Controller, NotFoundException, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { exchangeOf } from '../http/exchange.js';
import { wrongMethod } from '../http/wrong-method.js';

/** What is no route of the admin API is no news for whoever has no session: this one needs it like the others. */
@Controller()
export class NowhereController {
  @All(['admin', 'admin/*'])
  nowhere(@Req() request: FastifyRequest): never {
    const { method, path } = exchangeOf(request.raw);
    throw wrongMethod(request.server, request) ?? new NotFoundException(`Cannot ${method} ${path}`);
  }
}
