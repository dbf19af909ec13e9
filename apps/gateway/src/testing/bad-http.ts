import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { BadRequest } from './bad-request.js';
import { post } from './raw-http.js';

const good = '{"image":"aGVsbG8="}';
const MiB = 1024 * 1024;

/** Writes all of it before it reads a byte, as Python's http.client does, and fails where that would. */
const writeFirst = (head: string, bytes: number) => async (socket: Socket) => {
  socket.pause();
  socket.write(head);
  const piece = Buffer.alloc(256 * 1024, 'A');
  for (let left = bytes; left > 0; left -= piece.length)
    if (!socket.write(piece.subarray(0, left))) await once(socket, 'drain');
  socket.resume();
};

const head = (...headers: string[]) =>
  ['POST /steel/ImageClassification HTTP/1.1', 'Host: easel.test', ...headers, '', ''].join('\r\n');

const wrongMethods: BadRequest[] = [
  ...['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND', 'PURGE', 'MKCALENDAR'].map(
    (method) => ({
      title: `${method} with a good body`,
      say: post(good, { method }),
      code: 336001 as const,
      says: /POST/,
    }),
  ),
  {
    title: 'HEAD',
    say: post('', { method: 'HEAD', headers: { 'Content-Length': '' } }),
    code: 336001,
    says: /POST/,
    head: true,
  },
  {
    title: 'an unknown method',
    say: post(good, { method: 'CLASSIFY' }),
    code: 336001,
    says: /POST/,
  },
  {
    title: 'CONNECT',
    say: 'CONNECT easel.test:80 HTTP/1.1\r\nHost: easel.test\r\n\r\n',
    code: 336001,
    says: /POST/,
  },
];

const wrongPaths: BadRequest[] = [
  {
    title: 'a deployment nobody knows',
    say: post(good, { path: '/nobody/ImageClassification' }),
    code: 336001,
    says: /"nobody".*deployed: steel, tiles/,
  },
  {
    title: 'a deployment in the wrong case',
    say: post(good, { path: '/Steel/ImageClassification' }),
    code: 336001,
    says: /"Steel".*upper and lower case/,
  },
  {
    title: 'the wrong case in ImageClassification',
    say: post(good, { path: '/steel/imageclassification' }),
    code: 336001,
    says: /POST \/\{DEPLOY_NAME\}\/ImageClassification/,
  },
  {
    title: 'no deployment at all',
    say: post(good, { path: '/ImageClassification' }),
    code: 336001,
    says: /DEPLOY_NAME/,
  },
  {
    title: 'a segment too many',
    say: post(good, { path: '/v1/steel/ImageClassification' }),
    code: 336001,
    says: /DEPLOY_NAME/,
  },
  {
    title: 'an escape that is none',
    say: post(good, { path: '/%ZZ/ImageClassification' }),
    code: 336001,
    says: /DEPLOY_NAME/,
  },
  {
    title: 'nothing but such an escape',
    say: post(good, { path: '/%ZZ' }),
    code: 336001,
    says: /POST/,
  },
  {
    title: 'a deployment name of 600 characters',
    say: post(good, { path: `/${'x'.repeat(600)}/ImageClassification` }),
    code: 336001,
    says: /DEPLOY_NAME/,
  },
  {
    title: 'another name and 20 kB of query',
    say: post(good, { path: `/nobody/ImageClassification?q=${'x'.repeat(20_000)}` }),
    code: 336001,
    says: /"nobody"/,
  },
];

const notHttp: BadRequest[] = [
  { title: 'garbage', say: 'GARBAGE\r\n\r\n', code: 336001, says: /POST|not HTTP/ },
  {
    title: 'the hello of TLS',
    say: Buffer.from('16030100c8010000c40303', 'hex'),
    code: 336001,
    says: /POST|not HTTP/,
  },
  {
    title: 'the preface of HTTP/2',
    say: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    code: 336001,
    says: /not HTTP|POST/,
  },
  {
    title: 'a version nobody speaks',
    say: head().replace('HTTP/1.1', 'HTTP/9.9'),
    code: 336001,
    says: /not HTTP/,
  },
  { title: 'a header without a colon', say: head('Nonsense'), code: 336001, says: /not HTTP/ },
  { title: 'a NUL in a header', say: head('X-Broken: a\0b'), code: 336001, says: /not HTTP/ },
  {
    title: 'headers of 100 kB',
    say: head(`X-Long: ${'x'.repeat(100_000)}`),
    code: 336001,
    says: /longer than 32768 bytes/,
  },
  {
    title: 'a query of 100 kB',
    say: post(good, { path: `/steel/ImageClassification?q=${'x'.repeat(100_000)}` }),
    code: 336001,
    says: /longer than 32768 bytes/,
  },
  {
    title: 'two lengths that differ',
    say: `${head('Content-Length: 20', 'Content-Length: 21')}${good}`,
    code: 336001,
    says: /not HTTP/,
  },
  {
    title: 'a length that is no number',
    say: `${head('Content-Length: many')}${good}`,
    code: 336001,
    says: /not HTTP/,
  },
  {
    title: 'a negative length',
    say: `${head('Content-Length: -1')}${good}`,
    code: 336001,
    says: /not HTTP/,
  },
  {
    title: 'both a length and chunks',
    say: `${head('Content-Length: 20', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
    code: 336001,
    says: /not HTTP/,
  },
  {
    title: 'a chunk whose size is garbage',
    say: `${head('Transfer-Encoding: chunked')}zz\r\n${good}\r\n0\r\n\r\n`,
    code: 336001,
    says: /not HTTP/,
  },
  {
    title: 'garbage after a good chunk',
    say: `${head('Transfer-Encoding: chunked')}5\r\n{"ima\r\nXYZ\r\n`,
    code: 336001,
    says: /not HTTP/,
  },
  {
    title: 'an expectation beside the point, and an empty object',
    say: post('{}', { headers: { Expect: 'miracles' } }),
    code: 336006,
    says: /absent/,
  },
  {
    title: 'no Host, and no JSON',
    say: post('?', { headers: { Host: '' } }),
    code: 336002,
    says: /not JSON/,
  },
];

const senders: BadRequest[] = [
  {
    title: 'a sender that stops in the middle of the headers',
    say: 'POST /steel/ImageClassification HTTP/1.1\r\nHost: ea',
    code: 336001,
    says: /in time/,
  },
  {
    title: 'a sender that stops in the middle of the body',
    say: post(good, { headers: { 'Content-Length': '500' } }),
    code: 336001,
    says: /nothing more came.*after 20 bytes/,
  },
  {
    title: 'a sender that sends nothing of its body',
    say: head('Content-Length: 500'),
    code: 336001,
    says: /nothing more came.*after 0 bytes/,
  },
  {
    title: 'a sender that stops between two chunks',
    say: `${head('Transfer-Encoding: chunked')}5\r\n{"ima\r\n`,
    code: 336001,
    says: /nothing more came/,
  },
  {
    title: 'a sender that hangs up before its body ends',
    say: (socket) => socket.end(post(good, { headers: { 'Content-Length': '500' } })),
    code: 336001,
    says: /ended in the middle/,
  },
  {
    title: 'a length shorter than the body',
    say: post(good, { headers: { 'Content-Length': '10' } }),
    code: 336002,
    says: /not JSON/,
  },
  {
    title: 'a body of 9 MiB, announced and written before anything is read',
    say: writeFirst(head(`Content-Length: ${9 * MiB}`), 9 * MiB),
    code: 336004,
    says: /9437184 bytes, at most 8388608/,
  },
  {
    title: 'a body of 80 MB, written before anything is read',
    say: writeFirst(head('Content-Length: 80000000'), 80_000_000),
    code: 336004,
    says: /80000000 bytes/,
  },
  {
    title: 'a body of 20 MB, written before anything is read',
    say: writeFirst(head('Content-Length: 20000000'), 20_000_000),
    code: 336004,
    says: /20000000 bytes/,
  },
  {
    title: 'chunks without end',
    say: async (socket) => {
      await writeFirst(`${head('Transfer-Encoding: chunked')}A00000\r\n`, 10 * MiB)(socket);
      socket.write('\r\n0\r\n\r\n');
    },
    code: 336004,
    says: /more than 8388608/,
  },
  {
    title: 'an upload of 9 MiB that waits to be let',
    say: head(`Content-Length: ${9 * MiB}`, 'Expect: 100-continue'),
    code: 336004,
    says: /9437184 bytes/,
  },
  {
    title: 'an upload to nobody that waits to be let',
    say: head('Content-Length: 100', 'Expect: 100-continue').replace('/steel/', '/nobody/'),
    code: 336001,
    says: /"nobody"/,
  },
];

/** What can be wrong before a body is looked into. */
export const badHttp: BadRequest[] = [...wrongMethods, ...wrongPaths, ...notHttp, ...senders];
