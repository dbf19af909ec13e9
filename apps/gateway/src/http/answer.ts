import { STATUS_CODES } from 'node:http';

/** What goes back over the wire, whoever writes it. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export const json = 'application/json; charset=utf-8';

/** The bytes of an answer where Node has no response object to write it with: the connection ends after it. */
export function toBytes(answer: Answer): Buffer {
  const body = Buffer.from(answer.body);
  const lines = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`,
    ...Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${body.length}`,
    `date: ${new Date().toUTCString()}`,
    'connection: close',
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}
