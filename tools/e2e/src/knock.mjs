// Run inside a container with places `grpc:HOST:PORT` and `redis:HOST:PORT`: says of each whether such a server answers
// there. That a connection is made says little, since a proxy between may make it.
import { Buffer } from 'node:buffer';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';

const PATIENCE_MS = 2000;

const doors = {
  grpc(place) {
    const session = connectHttp2(`http://${place}`);
    const call = { ':method': 'POST', ':path': '/grpc.health.v1.Health/Check' };
    const stream = session.request({ ...call, 'content-type': 'application/grpc', te: 'trailers' });
    stream.end(Buffer.alloc(5)); // the message that says nothing
    // One of two bytes: the status, whichever.
    return { connection: session, stream, isAnswer: (bytes) => bytes[4] === 2 && bytes[5] === 8 };
  },
  redis(place) {
    const [host, port] = place.split(':');
    const socket = connect(Number(port), host);
    socket.write('PING\r\n');
    return { connection: socket, stream: socket, isAnswer: (bytes) => /^[-+]/.test(bytes) };
  },
};

function answers(asked) {
  const [, kind, place] = /^(\w+):(.*)$/.exec(asked);
  const { connection, stream, isAnswer } = doors[kind](place);
  return new Promise((resolve) => {
    const no = () => resolve(false);
    stream.on('data', (bytes) => resolve(isAnswer(bytes)));
    stream.on('error', no).on('close', no);
    connection.on('error', no);
    setTimeout(no, PATIENCE_MS);
  }).finally(() => connection.destroy());
}

console.log(JSON.stringify(await Promise.all(process.argv.slice(2).map(answers))));
process.exit();
