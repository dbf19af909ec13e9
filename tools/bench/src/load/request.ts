export interface Request {
  /** All of it, as it goes over the wire. */
  bytes: Uint8Array;
  /** The outcome that is right: `ok`, or an `error_code`. */
  deserves: string;
}

/** The same ones over and over. */
export function* inTurn(requests: readonly Request[]): Generator<Request, never> {
  for (;;) yield* requests;
}

/** Asks for a picture's classes, as EasyDL's clients do. */
export function classifyRequest(deployment: string, picture: Buffer, deserves?: string): Request {
  const body = JSON.stringify({ image: picture.toString('base64'), top_num: 5 });
  return post(deployment, body, deserves);
}

/** Any body. */
export function post(deployment: string, body: string, deserves = 'ok'): Request {
  const bytes = Buffer.from(body);
  const head = [
    `POST /${deployment}/ImageClassification HTTP/1.1`,
    'Host: easel',
    'Content-Type: application/json',
    `Content-Length: ${bytes.length}`,
    '\r\n',
  ].join('\r\n');
  return { bytes: Buffer.concat([Buffer.from(head), bytes]), deserves };
}

/** Asks whether the gateway lives. */
export const healthRequest: Request = {
  bytes: Buffer.from('GET /healthz HTTP/1.1\r\nHost: easel\r\n\r\n'),
  deserves: 'ok',
};
