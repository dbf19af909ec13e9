import { Controller, Header, HttpCode, Post, Put, Req, Res } from '@nestjs/common';
import { firstPasswordSchema, loginSchema, newPasswordSchema, type Session } from '@easel/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Intake } from '../http/intake.js';
import { addressOf } from './actor.js';
import { Administrator } from './administrator.js';
import { Open } from './open.js';

@Controller('admin/v1')
export class AdminController {
  readonly #administrator: Administrator;
  readonly #intake: Intake;

  constructor(administrator: Administrator, intake: Intake) {
    this.#administrator = administrator;
    this.#intake = intake;
  }

  @Open()
  @Post('first-password')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async setFirst(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    const given = await this.#intake.json(request, reply, firstPasswordSchema);
    return this.#administrator.setFirst(addressOf(request), given);
  }

  @Open()
  @Post('login')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async login(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    const { password } = await this.#intake.json(request, reply, loginSchema);
    return this.#administrator.login(addressOf(request), password);
  }

  @Put('password')
  @Header('cache-control', 'no-store')
  async change(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    const given = await this.#intake.json(request, reply, newPasswordSchema);
    return this.#administrator.change(addressOf(request), given);
  }
}
