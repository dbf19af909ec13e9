import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** A request and where its answer goes. */
export interface Turn {
  request: IncomingMessage;
  response: ServerResponse;
  /** Whether there is nothing more to answer. */
  over: boolean;
}

const turns = new WeakMap<Duplex, Turn>();

/** Remembers which request each connection is busy with, so that an error on it finds who has to answer. */
export function trackTurns(server: Server): void {
  server.on('request', (request, response) => {
    const turn = { request, response, over: false };
    turns.set(request.socket, turn);
    response.once('close', () => (turn.over = true));
  });
}

/** The last request on a connection. */
export const lastTurn = (socket: Duplex): Turn | undefined => turns.get(socket);
