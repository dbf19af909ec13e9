import { Controller, Get, Header, HttpCode, Post, Put, Req, Res } from '@nestjs/common';
import { restoreSchema, type LicenseChange } from '@easel/contract';
import { LONGEST_LICENSE_FILE } from '@easel/license';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../admin/actor.js';
import { json } from '../http/answer.js';
import { HttpProblem } from '../http/http-problem.js';
import { Intake } from '../http/intake.js';
import { LicenseChanges } from './license-changes.js';
import { LicenseDesk } from './license-desk.js';

/** The licence of this machine, for operators. What licensing says is handed on as it is. */
@Controller('admin/v1/license')
export class LicenseController {
  readonly #desk: LicenseDesk;
  readonly #changes: LicenseChanges;
  readonly #intake: Intake;

  constructor(desk: LicenseDesk, changes: LicenseChanges, intake: Intake) {
    this.#desk = desk;
    this.#changes = changes;
    this.#intake = intake;
  }

  @Get()
  @Header('content-type', json)
  status(): Promise<string> {
    return this.#desk.status();
  }

  @Get('request')
  @Header('content-type', json)
  request(): Promise<string> {
    return this.#desk.request();
  }

  @Get('what-if')
  @Header('content-type', json)
  whatIf(): Promise<string> {
    return this.#desk.whatIf();
  }

  @Get('history')
  @Header('content-type', json)
  history(): Promise<string> {
    return this.#desk.history();
  }

  /** Always 200: to be told that a file is no good is what it was asked for. */
  @Post('inspect')
  @HttpCode(200)
  async inspect(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LicenseChange> {
    const file = await this.#intake.bytes(request, reply, LONGEST_LICENSE_FILE);
    return this.#changes.inspect(file, actorOf(request));
  }

  @Put()
  async put(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LicenseChange> {
    const asking = { actor: actorOf(request), mayDrop: mayDrop(request) };
    const file = await this.#intake.bytes(request, reply, LONGEST_LICENSE_FILE);
    return this.#changes.put(file, asking);
  }

  @Post('restore')
  @HttpCode(200)
  async restore(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LicenseChange> {
    const { jti = '', may_drop } = await this.#intake.json(request, reply, restoreSchema);
    return this.#changes.restore(jti, { actor: actorOf(request), mayDrop: may_drop });
  }
}

/** @throws HttpProblem 400 for anything but true and false. */
function mayDrop({ query }: FastifyRequest): boolean {
  const { may_drop = 'false' } = query as Record<string, unknown>;
  if (may_drop === 'true') return true;
  if (may_drop === 'false') return false;
  throw new HttpProblem(400, 'may_drop takes true or false');
}
