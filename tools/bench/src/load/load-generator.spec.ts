import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LoadGenerator } from './load-generator.js';
import type { Pace } from './protocol.js';
import { post } from './request.js';

const ok =
  'HTTP/1.1 200 OK\r\nServer-Timing: parse;dur=1.50, infer;dur=4.00\r\nContent-Length: 12\r\n\r\n{"log_id":1}';
const refused =
  'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 21\r\n\r\n{"error_code":336100}';

const answer = (code: string) =>
  `HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n{"error_code":${code}}`;

/** What the server does with each request, by how many it has had. */
let serve: (socket: Socket, count: number) => void;
let requests: number;
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.on('data', () => serve(socket, requests++));
});

beforeEach(async () => {
  requests = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => server.close());

const generator = (pace: Pace, requests = [post('a', '{}')]) => {
  const { port } = server.address() as AddressInfo;
  return LoadGenerator.start({ address: { host: '127.0.0.1', port }, requests }, pace);
};

/** Resolves once the server has had so many requests. */
const had = (count: number) =>
  new Promise<void>((resolve) => {
    const before = serve;
    serve = (socket, turn) => {
      before(socket, turn);
      if (turn === count) resolve();
    };
  });

describe('the load generator', () => {
  it('counts every outcome, and comes again after a refusal and after a connection that breaks', async () => {
    serve = (socket, count) => {
      if (count % 3 === 0) socket.write(ok);
      else if (count % 3 === 1) socket.end(refused);
      else socket.destroy();
    };
    const enough = had(9);
    using load = await generator({ callers: 1 });
    await enough;
    const { latencies, waiting, stages, cpuMs } = await load.stop();
    expect(waiting).toBe(0);
    expect(Object.keys(latencies).sort()).toEqual(['336100', 'hung up', 'ok']);
    const counts = Object.values(latencies).map((all) => all.length);
    expect(counts.reduce((sum, count) => sum + count)).toBe(requests);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    expect(stages).toEqual({ parse: 1.5, infer: 4 });
    expect(cpuMs).toBeGreaterThan(0);
  });

  it('tells answers that a request did not deserve from those that it did, and from refusals for now', async () => {
    const answers = [answer('336005'), ok, answer('336100'), answer('336005')];
    serve = (socket, count) => socket.write(answers[count % 4]!);
    const enough = had(8);
    using load = await generator({ callers: 1 }, [
      post('a', '{}'),
      post('a', 'no picture', '336005'),
    ]);
    await enough;
    const { undeserved } = await load.stop();
    expect(Object.keys(undeserved)).toEqual(['336005 in place of ok', 'ok in place of 336005']);
    expect(Math.min(...Object.values(undeserved))).toBeGreaterThanOrEqual(2);
  });

  it('has as many requests under way as there are callers, and no more', async () => {
    const sockets: Socket[] = [];
    serve = (socket) => sockets.push(socket);
    const enough = had(3);
    using load = await generator({ callers: 4 });
    await enough;
    expect(await load.take()).toMatchObject({ latencies: {}, waiting: 4 });
    const stopped = load.stop();
    for (const socket of sockets) socket.write(ok);
    const { latencies, waiting } = await stopped;
    expect({ answered: latencies.ok?.length, waiting, requests }).toEqual({
      answered: 4,
      waiting: 0,
      requests: 4,
    });
  });

  it('keeps coming in an open loop when nothing is answered', async () => {
    const sockets = new Set<Socket>();
    serve = (socket) => sockets.add(socket);
    const enough = had(30);
    using load = await generator({ perSecond: 500, connections: 1000 });
    await enough;
    const { waiting, lateness } = await load.take();
    expect(waiting).toBeGreaterThanOrEqual(30);
    expect(lateness.filter((ms) => ms >= 0)).toHaveLength(waiting);
    for (const socket of sockets) socket.destroy();
  });
});
