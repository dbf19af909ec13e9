import type { IncomingMessage, Server, ServerResponse } from 'node:http';

const waiting = new WeakSet<IncomingMessage>();

/**
 * Lets `Expect: 100-continue` wait until its body is really read, so that a refusal before that saves the upload.
 * Any other expectation is met by answering as usual, where Node would say 417.
 */
export function holdContinue(server: Server): void {
  server.on('checkContinue', (request, response) => {
    waiting.add(request);
    server.emit('request', request, response);
  });
  server.on('checkExpectation', (request, response) => {
    server.emit('request', request, response);
  });
}

export const waitsForContinue = (request: IncomingMessage): boolean => waiting.has(request);

/** Says `100 Continue` to whoever waits for it. */
export function letContinue(request: IncomingMessage, response: ServerResponse): void {
  if (waiting.delete(request)) response.writeContinue();
}
