import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { batchSchema, refusalOf, type BatchStatus } from '@easel/contract';

/** Milliseconds without a byte taken, after which the connection counts as lost. */
const STALL = 120_000;

/** Milliseconds after which whatever is on the way does not pass on that a body is waited for. */
const UNSAID = 2000;

/**
 * Sends a body of any length and waits for what becomes of it, however long that takes: fetch would give up after five
 * minutes. What is refused without looking at the body is refused before it is sent; what is answered while it is still being sent ends the sending.
 * @throws as BatchClient does; a Failure of the body as it is.
 */
export async function upload(
  address: URL,
  headers: Record<string, string>,
  body: AsyncIterable<Buffer>,
): Promise<BatchStatus> {
  const send = address.protocol === 'https:' ? httpsRequest : httpRequest;
  const expecting = { ...headers, expect: '100-continue' };
  const request = send(address, { method: 'POST', headers: expecting, agent: false });
  const answer = new Promise<Response>((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (message) => void read(message).then(resolve, reject));
  });
  request.setTimeout(STALL, () => request.destroy(lost('ETIMEDOUT')));
  request.on('finish', () => {
    request.setTimeout(0);
    request.setSocketKeepAlive(true, 30_000);
  });
  request.flushHeaders();
  const source = Readable.from(body);
  let sent: Promise<void> | undefined;
  try {
    if (await wanted(request, answer)) sent = pipeline(source, request).catch(() => undefined); // the request says why
    const response = await answer;
    const document = await response.text();
    if (!response.ok) throw refusalOf(response, document);
    const batch: unknown = JSON.parse(document);
    batchSchema.parse(batch);
    return batch as BatchStatus;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // As fetch says it.
    throw code === undefined ? error : new TypeError('upload failed', { cause: error });
  } finally {
    source.destroy();
    request.destroy();
    await sent;
  }
}

/** Whether the body is to be sent: not where there is an answer without it. */
function wanted(request: ClientRequest, answer: Promise<Response>): Promise<boolean> {
  const [yes, no] = [() => true, () => false];
  return Promise.race([
    answer.then(no, no),
    once(request, 'continue').then(yes, no),
    sleep(UNSAID, true, { ref: false }),
  ]);
}

async function read(message: IncomingMessage): Promise<Response> {
  const { statusCode: status = 500, headers } = message;
  const retryAfter = headers['retry-after'];
  return new Response(await text(message), {
    status,
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } }),
  });
}

const lost = (code: string): Error => Object.assign(new Error(code), { code });
