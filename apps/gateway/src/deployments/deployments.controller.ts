import { Controller, Get, Header, Param, Post, Req, Res } from '@nestjs/common';
import { activateSchema, type Activation, type DeploymentList } from '@easel/contract';
import { DeploymentTable } from '@easel/inference-client';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../admin/actor.js';
import { Intake } from '../http/intake.js';
import { Activations } from './activations.js';
import { statusOf } from './deployment-status.js';

/** The deployments and their versions, for operators. */
@Controller('admin/v1/deployments')
export class DeploymentsController {
  readonly #table: DeploymentTable;
  readonly #activations: Activations;
  readonly #intake: Intake;

  constructor(table: DeploymentTable, activations: Activations, intake: Intake) {
    this.#table = table;
    this.#activations = activations;
    this.#intake = intake;
  }

  @Get()
  @Header('cache-control', 'no-store')
  list(): DeploymentList {
    const { reachable } = this.#table;
    return { reachable, deployments: this.#table.all().map(statusOf) };
  }

  /** 202 where it is still on its way: whoever asks again waits for the same. */
  @Post(':name/activate')
  async activate(
    @Param('name') deployment: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Activation> {
    const actor = actorOf(request);
    const { version, wait_ms } = await this.#intake.json(request, reply, activateSchema);
    const activation = await this.#activations.activate({ deployment, version, actor }, wait_ms);
    void reply.code(activation.outcome === 'loading' ? 202 : 200);
    return activation;
  }
}
