import {
  METHODS,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { DynamicModule, LoggerService, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger, LogIds } from '@easel/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccessLog } from './access-log.js';
import { acceptAllWaiting } from './backlog.js';
import { connectAttempt, onClientError } from './client-errors.js';
import { EveryFailureFilter } from './every-failure.filter.js';
import { beginExchange, exchangeOf, type MeansClassify } from './exchange.js';
import { createListener, type Wire } from './listener.js';
import type { Refuse } from './refuse.js';
import { wrongMethod } from './wrong-method.js';

/** A way in: what listens where, and what becomes of whatever comes. */
export interface DoorOptions {
  module: DynamicModule;
  /** A route that is so busy that it goes round the frameworks. @returns whether it takes the request */
  busiest?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Pages that are Fastify's own, not Nest's. */
  pages?: (fastify: FastifyInstance) => void;
  listen: { host: string; port: number };
  wire: Wire;
  /** How long answers may take once the door closes, in milliseconds. */
  closeMs: number;
  refuse: Refuse;
  meansClassify: MeansClassify;
  /** Whether connections are to end with their next answer. */
  leaving: () => boolean;
  logIds: LogIds;
  accessLog: AccessLog;
  log: Logger;
}

export interface Door {
  /** Where it listens. */
  url: string;
  /** Stops listening, answers what is in flight, then resolves. */
  close(): Promise<void>;
}

/** Opens a door: Nest on Fastify, with everything that either would answer on its own taken over. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { listen, wire } = options;
  const filter = new EveryFailureFilter({ refuse: options.refuse, stallMs: wire.stallMs });
  const onError = onClientError(options);
  const adapter = new FastifyAdapter({
    serverFactory: (handle: RequestListener) => {
      const server = createListener(receiver(options, handle), wire);
      server.on('connect', (_request, socket: Socket) => {
        // Node has taken its own listener off: a reset would end the process.
        socket.on('error', () => socket.destroy());
        onError(connectAttempt, socket);
      });
      server.on('drop', () => options.log.warn({ most: wire.connections }, 'connection refused'));
      return server;
    },
    clientErrorHandler: onError,
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) => {
      void filter.answer(error, reply);
    },
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 512 },
  });
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- a class that Nest never makes
  const nest: NestApplicationOptions = {
    bodyParser: false,
    abortOnError: false,
    logger: quiet(options.log),
  };
  const app = await NestFactory.create<NestFastifyApplication>(options.module, adapter, nest);
  app.useGlobalFilters(filter);
  const fastify = adapter.getInstance<FastifyInstance>();
  // A route for all methods is for those too that Fastify would not know: nothing slips past it.
  for (const method of METHODS)
    if (method !== 'CONNECT' && !fastify.supportedMethods.includes(method))
      fastify.addHttpMethod(method, { hasBody: true });
  fastify.removeAllContentTypeParsers();
  // Routes that have a body read it themselves, after everything that can be refused without it.
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(null));
  fastify.addHook('onRequest', (request, reply, done) => {
    const exchange = exchangeOf(request.raw);
    void reply.header('x-log-id', String(exchange.logId));
    // Fastify refuses a Content-Type that it cannot read; here no Content-Type is reason to refuse.
    request.headers['content-type'] = 'application/octet-stream';
    const lost = request.is404 && !exchange.classify;
    done(lost ? wrongMethod(fastify, request) : undefined);
  });
  options.pages?.(fastify);
  await app.listen({ host: listen.host, port: listen.port }).catch((cause: unknown) => {
    throw new Error(`cannot listen on ${listen.host}:${listen.port}`, { cause });
  });
  const { port } = fastify.server.address() as AddressInfo;
  const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
  return {
    url: `${wire.tls ? 'https' : 'http'}://${host}:${port}`,
    close: async () => {
      // What is not answered by now hangs on a sender that will not stop.
      const timer = setTimeout(() => fastify.server.closeAllConnections(), options.closeMs);
      await acceptAllWaiting(fastify.server);
      await app.close();
      clearTimeout(timer);
    },
  };
}

/** Every request begins here, with its number and its line in the log. */
const receiver =
  (options: DoorOptions, handle: RequestListener): RequestListener =>
  (request, response) => {
    const { logIds, meansClassify, accessLog, leaving, busiest } = options;
    const exchange = beginExchange(request, { logId: logIds.next(), meansClassify });
    accessLog.follow(exchange, response);
    if (leaving()) response.setHeader('connection', 'close');
    if (!busiest?.(request, response)) handle(request, response);
  };

/** Nest's start-up chatter is nobody's news; its warnings and errors are. */
const quiet = (log: Logger): LoggerService => ({
  log: () => undefined,
  warn: (...said: unknown[]) => log.warn({ said }, 'a warning by Nest'),
  error: (...said: unknown[]) => log.error({ said }, 'an error in Nest'),
});
