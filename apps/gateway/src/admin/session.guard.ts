import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { HttpProblem } from '../http/http-problem.js';
import { OPEN } from './open.js';
import type { Sessions } from './sessions.js';

/** Lets nobody past without a session, but to what is marked as open: a route that somebody forgets stays shut. */
export class SessionGuard implements CanActivate {
  readonly #sessions: Pick<Sessions, 'admits'>;
  readonly #reflector = new Reflector();

  constructor(sessions: Pick<Sessions, 'admits'>) {
    this.#sessions = sessions;
  }

  /** @throws HttpProblem 401, the same for every fault of a session. */
  canActivate(context: ExecutionContext): boolean {
    const places = [context.getHandler(), context.getClass()];
    if (this.#reflector.getAllAndOverride<boolean | undefined>(OPEN, places)) return true;
    const { authorization } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    if (this.#sessions.admits(authorization)) return true;
    throw new HttpProblem(
      401,
      'this needs a session: log in, and send its token as "Authorization: Bearer TOKEN"',
      { headers: { 'www-authenticate': 'Bearer' } },
    );
  }
}
