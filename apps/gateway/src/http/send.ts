import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.js';
import type { Body } from './body.js';
import { exchangeOf } from './exchange.js';
import { closeGentlyAfterAnswer } from './gentle-close.js';

/** Sends an answer once its request has been read, kept or thrown away, so that no sender meets a broken pipe. */
export async function send(response: ServerResponse, answer: Answer, body: Body): Promise<void> {
  const request = response.req;
  if (!(await body.discard())) {
    response.setHeader('connection', 'close');
    closeGentlyAfterAnswer(request);
  }
  exchangeOf(request).bytes = body.received;
  // What was begun otherwise cannot be told from an answer that is whole, unless it breaks off.
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const length = { 'content-length': Buffer.byteLength(answer.body) };
  response.writeHead(answer.status, { ...answer.headers, ...length }).end(answer.body);
}
