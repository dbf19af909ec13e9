import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { AnswerBook } from './answer-book.js';
import { arrivals, arrive } from './arrivals.js';
import { post } from './request.js';

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
  it('counts what an answer took from the moment at which its request was due, also without a free connection', async () => {
    // Answers each request only when the next 20 would have been due.
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('data', () =>
        setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'), 40),
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const book = new AnswerBook();
    const answered = noted(book, 5);
    const stop = arrive(
      { address: { host: '127.0.0.1', port }, requests: [post('a', '{}')], book },
      { perSecond: 500, connections: 1 },
    );
    const latencies = await answered;
    stop();
    // One after the other on the one connection, each behind all that came before it.
    for (const [index, latency] of latencies.entries())
      expect(latency).toBeGreaterThan(40 * (index + 1) - (first(5, 500).at(-1) ?? 0) - 5);
    expect(sockets).toHaveLength(1);
    for (const socket of sockets) socket.destroy();
    server.close();
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
