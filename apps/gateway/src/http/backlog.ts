import type { Server } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';

/** How long callers may keep coming faster than they are accepted. */
const PATIENCE_MS = 1000;

/**
 * Resolves once no connection waits to be accepted: a server that stops listening resets those that do, request and
 * all. Node accepts one connection a turn of its event loop, so a turn that accepted none has found none.
 */
export async function acceptAllWaiting(server: Server): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  let accepted = true;
  const note = () => (accepted = true);
  server.on('connection', note);
  while (accepted && performance.now() < until) {
    accepted = false;
    await turn();
  }
  server.off('connection', note);
}
