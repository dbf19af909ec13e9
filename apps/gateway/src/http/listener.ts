import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { holdContinue } from './expect-continue.js';
import { trackTurns } from './in-flight.js';

/** Long query strings are harmless; endless headers are not. */
export const MAX_HEADER_BYTES = 32 * 1024;

/** What a door bears from the network. Times in milliseconds. */
export interface Wire {
  tls: { cert: Buffer; key: Buffer } | undefined;
  /** Connections at once. */
  connections: number;
  /** How long a sender may be silent. */
  stallMs: number;
  /** How long a whole request may take to come. */
  uploadMs: number;
  /** How long an idle connection is kept. */
  keepAliveMs: number;
}

/** A server that leaves to us whatever Node would refuse on its own in words that callers cannot read. */
export function createListener(handle: RequestListener, wire: Wire): Server {
  const options = {
    maxHeaderSize: MAX_HEADER_BYTES,
    requireHostHeader: false,
    headersTimeout: wire.stallMs,
    requestTimeout: Math.max(wire.uploadMs, wire.stallMs),
    keepAliveTimeout: wire.keepAliveMs,
    connectionsCheckingInterval: Math.max(Math.min(wire.stallMs / 4, 1000), 10),
  };
  const server = wire.tls
    ? createHttpsServer({ ...options, ...wire.tls })
    : createHttpServer(options);
  server.maxConnections = wire.connections;
  trackTurns(server);
  holdContinue(server);
  server.on('request', handle);
  return server;
}
