import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** A request and where its answer goes. */
export interface Turn {
  request: IncomingMessage;
  response: ServerResponse;
}

const turns = new WeakMap<Duplex, Turn>();

/** Remembers which request each connection is busy with, so that an error on it finds who has to answer. */
export function trackTurns(server: Server): void {
  server.on('request', (request, response) => {
    const { socket } = request;
    const turn = { request, response };
    turns.set(socket, turn);
    response.once('close', () => {
      if (turns.get(socket) === turn) turns.delete(socket);
    });
  });
}

/** The last request on a connection that is not answered yet. */
export const turnOf = (socket: Duplex): Turn | undefined => turns.get(socket);
