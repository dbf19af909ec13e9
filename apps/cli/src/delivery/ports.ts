import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import { freePorts, isFree } from './free-ports.js';
import type { Ports, Stack } from './stack.js';
import type { WorkFolder } from './work-folder.js';

const HIGHEST = 65_535;

/** What other deployments have, though they be stopped. */
export async function takenPorts(work: WorkFolder, name: string): Promise<ReadonlySet<number>> {
  const others = (await work.stacks()).filter((other) => other.name !== name);
  return new Set(others.flatMap(({ ports }) => (ports ? [ports.callers, ports.operators] : [])));
}

/**
 * Those that were asked for, else those that it had, else the first that are free.
 * @throws Failure naming one that cannot be had.
 */
export async function portsFor(
  work: WorkFolder,
  stack: Stack,
  { port, adminPort }: { port?: string; adminPort?: string },
): Promise<Ports> {
  const taken = await takenPorts(work, stack.name);
  const had = stack.ports;
  if (port === undefined && adminPort === undefined && !had) {
    const free = await freePorts(taken);
    if (!free) throw new Failure(exits.refused, messages.noFreePort);
    return free;
  }
  const callers = port === undefined ? (had?.callers ?? 8080) : parsePort(port);
  const operators =
    adminPort === undefined
      ? port === undefined && had
        ? had.operators
        : portAfter(callers)
      : parsePort(adminPort);
  if (callers === operators) throw new Failure(exits.usage, messages.samePorts(callers));
  for (const one of [callers, operators])
    if (taken.has(one) || !(await isFree(one)))
      throw new Failure(exits.refused, messages.portTaken(one, stack.name));
  return { callers, operators };
}

function portAfter(port: number): number {
  if (port === HIGHEST) throw new Failure(exits.usage, messages.noPortAfter(port));
  return port + 1;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > HIGHEST)
    throw new Failure(exits.usage, messages.badPort(text));
  return port;
}
