import { fastifySwaggerUi, type FastifySwaggerUiOptions } from '@fastify/swagger-ui';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { callersApi } from './openapi.controller.js';

/** Everything comes from this server: a customer's network has no other. */
const ONLY_FROM_HERE =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'self'";

/** Called rather than registered: as a plugin it insists on one that collects schemas from routes; ours come from the contract. */
const swaggerUi = fastifySwaggerUi as unknown as FastifyPluginAsync<FastifySwaggerUiOptions>;

/** `/docs`: the OpenAPI document for people to read and try. */
export function showDocs(fastify: FastifyInstance): void {
  fastify.get('/', (_request, reply) => reply.redirect('/docs')); // where a browser begins
  void fastify.register(async (scope) => {
    scope.decorate('swagger', () => callersApi);
    await swaggerUi(scope, {
      routePrefix: '/docs',
      staticCSP: ONLY_FROM_HERE,
      theme: { title: 'Easel' },
      uiConfig: { layout: 'BaseLayout', tryItOutEnabled: true },
    });
  });
}
