import { All, Controller, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ClassifyDesk } from './classify-desk.js';

@Controller()
export class ClassifyController {
  readonly #desk: ClassifyDesk;

  constructor(desk: ClassifyDesk) {
    this.#desk = desk;
  }

  /** Every method, so that a wrong one is told so in a way that callers read. */
  @All(':deployment/ImageClassification')
  classify(
    @Param('deployment') deployment: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.#desk.serve(deployment, request, reply);
  }
}
