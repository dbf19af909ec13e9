import { MethodNotAllowedException } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { exchangeOf } from './exchange.js';

/** What stands against any method but GET and HEAD on a page that exists; undefined where nothing does. */
export function onlyReads(
  fastify: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
): MethodNotAllowedException | undefined {
  const { classify, method, path } = exchangeOf(request);
  if (classify || method === 'GET' || method === 'HEAD') return undefined;
  if (!fastify.hasRoute({ method: 'GET', url: path })) return undefined;
  void reply.header('allow', 'GET, HEAD');
  return new MethodNotAllowedException(`the method is ${method}, it must be GET`);
}
