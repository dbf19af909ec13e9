import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { batchSchema, refusalOf, type BatchStatus } from '@easel/contract';

/** Milliseconds without a byte taken, after which the connection counts as lost. */
const STALL = 120_000;

/**
 * Sends a body of any length and waits for what becomes of it, however long that takes: fetch would give up after five
 * minutes. What is answered while it is still being sent ends the sending.
 * @throws as BatchClient does; a Failure of the body as it is.
 */
export async function upload(
  address: URL,
  headers: Record<string, string>,
  body: AsyncIterable<Buffer>,
): Promise<BatchStatus> {
  const send = address.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = send(address, { method: 'POST', headers, agent: false });
  const answer = new Promise<Response>((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (message) => void read(message).then(resolve, reject));
  });
  request.setTimeout(STALL, () => request.destroy(lost('ETIMEDOUT')));
  request.on('finish', () => {
    request.setTimeout(0);
    request.setSocketKeepAlive(true, 30_000);
  });
  const source = Readable.from(body);
  const sent = pipeline(source, request).catch(() => undefined); // the request says why
  try {
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

async function read(message: IncomingMessage): Promise<Response> {
  const { statusCode: status = 500, headers } = message;
  const retryAfter = headers['retry-after'];
  return new Response(await text(message), {
    status,
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } }),
  });
}

const lost = (code: string): Error => Object.assign(new Error(code), { code });
