import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Ports } from './stack.js';

const FIRST = 8080;
/** Between the ports of two deployments. */
const STEP = 10;
const LAST = 9080;

/** The first pair that nobody on this host uses, nor any other deployment though it be stopped. */
export async function freePorts(taken: ReadonlySet<number>): Promise<Ports | undefined> {
  for (let callers = FIRST; callers <= LAST; callers += STEP) {
    const ports = { callers, operators: callers + 1 };
    const ours = [ports.callers, ports.operators].some((port) => taken.has(port));
    if (!ours && (await isFree(ports.callers)) && (await isFree(ports.operators))) return ports;
  }
  return undefined;
}

/** Whether this host could listen there: on all its interfaces, as Docker will. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '0.0.0.0');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
