/** A whole HTTP request that asks for a picture's classes, as EasyDL's clients write it. */
export function classifyRequest(deployment: string, picture: Buffer): Buffer {
  return post(deployment, JSON.stringify({ image: picture.toString('base64'), top_num: 5 }));
}

/** A whole HTTP request with any body. */
export function post(deployment: string, body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  const head = [
    `POST /${deployment}/ImageClassification HTTP/1.1`,
    'Host: easel',
    'Content-Type: application/json',
    `Content-Length: ${bytes.length}`,
    '\r\n',
  ].join('\r\n');
  return Buffer.concat([Buffer.from(head), bytes]);
}

/** A whole HTTP request that asks whether the gateway lives. */
export const healthRequest = Buffer.from('GET /healthz HTTP/1.1\r\nHost: easel\r\n\r\n');
