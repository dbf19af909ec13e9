import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

const FIRST = 20_000;
/** From here on the kernel gives ports out by itself: to `listen(0)`, and to whoever connects. */
const BEYOND = 32_768;

/**
 * So many ports in a row on which nothing listens, and where nothing comes to listen by chance before a test does. Drawn
 * by lot, so that tests that run at once do not meet.
 * @returns the first of them.
 */
export async function unusedPorts(count: number): Promise<number> {
  for (;;) {
    const first = randomInt(FIRST, BEYOND - count);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    const unused = await Promise.all(ports.map(isUnused));
    if (unused.every(Boolean)) return first;
  }
}

async function isUnused(port: number): Promise<boolean> {
  const server = createServer().listen(port, '0.0.0.0');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
