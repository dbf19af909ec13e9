import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { GatewayMetrics } from '../metrics.js';

@Controller('metrics')
export class MetricsController {
  readonly #metrics: GatewayMetrics;

  constructor(metrics: GatewayMetrics) {
    this.#metrics = metrics;
  }

  @Get()
  async metrics(@Res() reply: FastifyReply): Promise<void> {
    const { type, text } = await this.#metrics.render();
    void reply.type(type).send(text);
  }
}
