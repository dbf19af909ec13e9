import type { Socket } from 'node:net';
import { EaselError } from '@easel/errors';
import type { LogIds } from '@easel/platform';
import type { AccessLog } from './access-log.js';
import { toBytes } from './answer.js';
import { breakOff } from './body.js';
import type { Exchange, MeansClassify } from './exchange.js';
import { closeGently } from './gentle-close.js';
import { lastTurn } from './in-flight.js';
import { MAX_HEADER_BYTES } from './listener.js';
import { mayTakeLong } from './long-request.js';
import type { Refuse } from './refuse.js';

/** Node hands CONNECT over as a bare connection; to us it is one more request that cannot be read. */
const CONNECT = 'EASEL_CONNECT';
/** Node's name for a request that has not come as a whole in time. */
const TIMEOUT = 'ERR_HTTP_REQUEST_TIMEOUT';
export const connectAttempt: ClientError = Object.assign(new Error('CONNECT'), { code: CONNECT });

/** Node's name for what is wrong with a request that is not HTTP, or not whole. */
export type ClientError = Error & { code?: string; reason?: string; rawPacket?: unknown };

export interface ClientErrorParts {
  refuse: Refuse;
  logIds: LogIds;
  accessLog: AccessLog;
  meansClassify: MeansClassify;
}

/** Answers what Node cannot read as a request, in the form that its sender reads. */
export function onClientError(parts: ClientErrorParts) {
  const answered = new WeakSet<Socket>();
  return (error: ClientError, socket: Socket): void => {
    // Each further byte of a broken request is another error.
    if (answered.has(socket)) return;
    const turn = lastTurn(socket);
    // What is wrong is the end of a request that has had its answer.
    if (turn?.over && !turn.request.complete) {
      answered.add(socket);
      closeGently(socket);
      return;
    }
    // The head was fine: the answer is with whoever reads the body.
    if (turn && !turn.request.complete) {
      if (error.code === TIMEOUT && mayTakeLong(turn.request)) return;
      breakOff(turn.request, explain(error));
      return;
    }
    answered.add(socket);
    const answer = () => hangUp(error, socket, parts);
    if (turn && !turn.over) turn.response.once('close', answer);
    else answer();
  };
}

function hangUp(error: ClientError, socket: Socket, parts: ClientErrorParts) {
  // Nobody asked anything, or nobody listens.
  if (!socket.writable || socket.bytesRead === 0) {
    socket.destroy();
    return;
  }
  const exchange = begin(error, socket, parts);
  const answer = parts.refuse(explain(error), exchange);
  socket.write(toBytes(answer), (lost) => {
    parts.accessLog.write(exchange, { status: answer.status, answered: !lost });
  });
  closeGently(socket);
}

function explain(error: ClientError): EaselError {
  const known: Record<string, string> = {
    HPE_HEADER_OVERFLOW: `the request line and headers are longer than ${MAX_HEADER_BYTES} bytes`,
    [TIMEOUT]: 'the request did not come to its end in time',
    HPE_INVALID_EOF_STATE: 'the connection ended in the middle of the request',
    HPE_INVALID_METHOD: 'the method must be POST',
    [CONNECT]: 'the method is CONNECT, it must be POST',
  };
  const words = known[error.code ?? ''] ?? `this is not HTTP (${error.reason ?? error.message})`;
  return new EaselError(336001, words, { cause: error });
}

function begin(error: ClientError, socket: Socket, parts: ClientErrorParts): Exchange {
  const { rawPacket } = error;
  const line = Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1', 0, 1024) : '';
  const [, method = '', url = ''] = /^([A-Za-z-]{1,20}) (\S+)/.exec(line) ?? [];
  const path = url.split('?', 1)[0] ?? '';
  return {
    logId: parts.logIds.next(),
    startedAt: performance.now(),
    method,
    path,
    address: socket.remoteAddress,
    contentType: undefined,
    classify: parts.meansClassify({ method, path }),
    bytes: 0,
    timing: {},
  };
}
