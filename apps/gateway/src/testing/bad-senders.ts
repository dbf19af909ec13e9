import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { BadRequest } from './bad-request.js';
import { classifyHead as head, post } from './raw-http.js';

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

/** Who stops, hangs up, or sends too much or too little. */
export const badSenders: BadRequest[] = [
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
