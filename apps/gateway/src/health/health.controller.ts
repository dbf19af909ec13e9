import { Controller, Get, Res } from '@nestjs/common';
import type { Health } from '@easel/contract';
import type { FastifyReply } from 'fastify';
import { Open } from '../admin/open.js';
import { ReadinessReport } from './readiness-report.js';

@Open()
@Controller()
export class HealthController {
  readonly #readiness: ReadinessReport;

  constructor(readiness: ReadinessReport) {
    this.#readiness = readiness;
  }

  /** The process answers: even without a licence callers must be told so, so this is what balancers probe. */
  @Get('healthz')
  health(): Health {
    return { status: 'ok' };
  }

  @Get('readyz')
  ready(@Res() reply: FastifyReply): void {
    const report = this.#readiness.read();
    void reply.code(report.ready ? 200 : 503).send(report);
  }
}
