import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Registry } from 'prom-client';
import { Open } from '../admin/open.js';

/** What monitors read, in Prometheus' text format. */
@Open()
@Controller('metrics')
export class MetricsController {
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  @Get()
  async metrics(@Res() reply: FastifyReply): Promise<void> {
    void reply.type(this.#registry.contentType).send(await this.#registry.metrics());
  }
}
