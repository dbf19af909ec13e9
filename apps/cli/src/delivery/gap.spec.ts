import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Gap } from './gap.js';

async function listen(port = 0): Promise<Server> {
  const server = createServer((_request, response) => response.end('ok')).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

it('measures for how long nobody answered, the longest time', async () => {
  const first = await listen();
  const { port } = first.address() as AddressInfo;
  using gap = new Gap(port);
  await sleep(200);
  expect(gap.ms).toBe(0);
  const begun = performance.now();
  first.close();
  first.closeAllConnections();
  await sleep(400);
  const open = gap.ms; // still nobody
  const second = await listen(port);
  const lasted = performance.now() - begun;
  await once(second, 'request');
  await sleep(200);
  expect(open).toBeGreaterThan(200);
  expect(gap.ms).toBeGreaterThanOrEqual(open);
  expect(gap.ms).toBeLessThan(lasted + 300);
  const closed = gap.ms;
  await sleep(200);
  expect(gap.ms).toBe(closed);
  second.close();
});
