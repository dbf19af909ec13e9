import { describe, expect, it } from 'vitest';
import { ReplyReader, type Reply } from './reply-reader.js';

const answer = (body: string, headers = '', status = '200 OK') =>
  `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

const good = answer('{"log_id":1,"results":[{"name":"划痕\\r\\n\\r\\n","score":0.5}]}');
const busy = answer('{"error_code":336100,"error_msg":"模型"}', 'Connection: close\r\n');

function read(text: string, size: number): Reply[] {
  const replies: Reply[] = [];
  const reader = new ReplyReader((reply) => replies.push(reply));
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  return replies;
}

describe('the reader of answers', () => {
  it.each([1, 2, 3, 7, 100, 10_000])('finds each of them in pieces of %i bytes', (size) => {
    const replies = read(good + good + busy, size);
    expect(replies.map(({ outcome, last }) => ({ outcome, last }))).toEqual([
      { outcome: 'ok', last: false },
      { outcome: 'ok', last: false },
      { outcome: '336100', last: true },
    ]);
  });

  it('names an answer that is neither result nor code by its status', () => {
    expect(read(answer('{"title":"no"}', '', '503 Service Unavailable'), 9)[0]?.outcome).toBe(
      'HTTP 503',
    );
  });

  it('gives nothing before all of an answer is there', () => {
    expect(read(good.slice(0, -1), 10)).toEqual([]);
  });

  it('refuses an answer of unknown length', () => {
    expect(() => read('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}', 500)).toThrow(
      'unknown length',
    );
  });
});
