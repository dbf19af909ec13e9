import type { FastifyReply } from 'fastify';
import type { Answer } from './answer.js';
import type { Body } from './body.js';
import { exchangeOf } from './exchange.js';
import { closeGentlyAfterAnswer } from './gentle-close.js';

/** Sends an answer once its request has been read, kept or thrown away, so that no sender meets a broken pipe. */
export async function send(reply: FastifyReply, answer: Answer, body: Body): Promise<void> {
  const { request } = reply;
  if (!(await body.discard())) {
    void reply.header('connection', 'close');
    closeGentlyAfterAnswer(request.raw);
  }
  exchangeOf(request).bytes = body.received;
  void reply.code(answer.status).headers(answer.headers).send(answer.body);
}
