import type { FastifyRequest } from 'fastify';
import { exchangeOf } from '../http/exchange.js';

/** Where a request came from. */
export const addressOf = (request: FastifyRequest): string =>
  exchangeOf(request.raw).address ?? 'an unknown address';

/** Who asked, once a session has shown it, as logs name them. */
export const actorOf = (request: FastifyRequest): string => `admin from ${addressOf(request)}`;
