import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** How long a caller may go on writing before it reads the answer that ends its connection. */
const LINGER_MS = 2000;

/**
 * Ends a connection whose sender may still be writing. To close it with bytes unread would reset it, and the sender
 * would lose the answer that is on its way.
 */
export function closeGently(socket: Socket): void {
  socket.resume();
  socket.end();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(timer));
}

/** Makes Node close gently too, once it has written the answer to `request`. */
export function closeGentlyAfterAnswer(request: IncomingMessage): void {
  const { socket } = request;
  socket.destroySoon = () => {
    request.resume();
    closeGently(socket);
  };
}
