import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AnswerBook } from './answer-book.js';
import { arrivals, arrive } from './arrivals.js';
import { post } from './request.js';

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';

function first(count: number, perSecond: number): number[] {
  const schedule = arrivals(perSecond);
  return Array.from({ length: count }, () => schedule.next().value);
}

describe('the schedule of arrivals', () => {
  it('comes at the rate that was asked for, unevenly, never going back', () => {
    const times = first(20_000, 200);
    const gaps = times.map((time, index) => time - (times[index - 1] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
    expect((times.at(-1) ?? 0) / 1000).toBeCloseTo(100, -1);
    // Of independent arrivals 1 in e waits longer than the mean.
    expect(gaps.filter((gap) => gap > 5).length / gaps.length).toBeCloseTo(Math.exp(-1), 1);
  });

  it('is the same every time', () => {
    expect(first(100, 50)).toEqual(first(100, 50));
  });
});

describe('an open loop', () => {
  /** Every connection that it made, in order. */
  let sockets: Socket[];
  let requests: number;
  let serve: (socket: Socket) => void;
  let server: Server;
  let book: AnswerBook;

  beforeEach(async () => {
    [sockets, requests, serve, book] = [[], 0, () => undefined, new AnswerBook()];
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', () => {
        requests += 1;
        serve(socket);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  const comeOnOneConnection = () => {
    const { port } = server.address() as AddressInfo;
    return arrive(
      { address: { host: '127.0.0.1', port }, requests: [post('a', '{}')], book },
      { perSecond: 500, connections: 1 },
    );
  };

  it('counts what an answer took from the moment at which its request was due, also without a free connection', async () => {
    // Answers each request only when the next 20 would have been due.
    serve = (socket) => setTimeout(() => socket.write(ok), 40);
    const answered = noted(book, 5);
    const stop = comeOnOneConnection();
    const latencies = await answered;
    await stop(0);
    // One after the other on the one connection, each behind all that came before it.
    for (const [index, latency] of latencies.entries())
      expect(latency).toBeGreaterThan(40 * (index + 1) - (first(5, 500).at(-1) ?? 0) - 5);
    expect(sockets).toHaveLength(1);
  });

  /** Resolves once the first request has come and others wait behind it. */
  const come = () =>
    new Promise<void>((resolve) => {
      serve = () => {
        const asked = book.asked.bind(book);
        book.asked = (lateMs) => {
          asked(lateMs);
          if (book.waiting > 3) resolve();
        };
      };
    });

  it('hears what is under way when it is stopped, sends nothing that waited, and hangs up', async () => {
    const came = come();
    const stop = comeOnOneConnection();
    await came;
    const stopped = stop(60_000);
    expect(book.waiting).toBe(1);
    const [socket] = sockets;
    const gone = once(socket!, 'close');
    socket!.write(ok);
    await stopped;
    await gone;
    expect(book.take()).toMatchObject({ latencies: { ok: [expect.any(Number)] }, waiting: 0 });
    expect({ requests, connections: sockets.length }).toEqual({ requests: 1, connections: 1 });
  });

  it('cuts off what is not answered when its patience is over, and says so', async () => {
    const came = come();
    const stop = comeOnOneConnection();
    await came;
    const gone = once(sockets[0]!, 'close');
    await stop(1);
    await gone;
    expect(book.take()).toMatchObject({ latencies: {}, waiting: 1 });
    expect(requests).toBe(1);
  });
});

/** Resolves with the latencies of the first `count` answers. */
function noted(book: AnswerBook, count: number): Promise<number[]> {
  const latencies: number[] = [];
  return new Promise((resolve) => {
    book.answered = (_outcome, latencyMs) => {
      latencies.push(latencyMs);
      if (latencies.length === count) resolve(latencies);
    };
  });
}
