import type { FastifyInstance, FastifyRequest } from 'fastify';
import { exchangeOf } from './exchange.js';
import { HttpProblem } from './http-problem.js';

/** What stands against the method of a request for which there is no route: undefined if no other has one either. */
export function wrongMethod(
  fastify: FastifyInstance,
  request: FastifyRequest,
): HttpProblem | undefined {
  const { method, path } = exchangeOf(request.raw);
  const allowed = methodsOf(fastify, path);
  if (allowed.length === 0 || allowed.includes(method)) return undefined;
  const wanted = allowed.filter((each) => each !== 'HEAD').join(' or ');
  return new HttpProblem(405, `the method is ${method}, it must be ${wanted}`, {
    headers: { allow: allowed.join(', ') },
  });
}

/** Those of a page that is at exactly this path. */
const methodsOf = (fastify: FastifyInstance, path: string): string[] =>
  fastify.supportedMethods.filter((method) => fastify.hasRoute({ method, url: routeOf(path) }));

/** As the route is written down: Fastify finds none by a path with a name in it. */
const routeOf = (path: string): string =>
  path.replace(
    /^\/[^/]+(\/ImageClassification\/batches)(\/[^/]+)?/,
    (_whole, route: string, id?: string) => `/:deployment${route}${id === undefined ? '' : '/:id'}`,
  );
