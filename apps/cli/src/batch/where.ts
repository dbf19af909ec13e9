import { BatchClient, EaselClient } from '@easel/contract';
import { exits } from '../exits.js';
import { explain } from '../explain.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import { namedCallersDoor, usualCallersDoor, type Given } from '../settings.js';
import type { Terminal } from '../terminal.js';
import { Runs, type Run } from './runs.js';

export interface BatchGiven extends Given {
  deployment?: string;
}

/** Whoever works with batches: what he was given, and what he began before. */
export interface BatchDesk {
  given: BatchGiven;
  terminal: Terminal;
  runs: Runs;
}

/**
 * Where a batch is asked for. One that was begun here is where it was begun, unless the command line says otherwise; of
 * deployments the only one there is needs no naming.
 */
export async function batchesOf({ given, terminal }: BatchDesk, run?: Run): Promise<BatchClient> {
  const url = namedCallersDoor(given) ?? run?.url ?? usualCallersDoor;
  const named = given.deployment ?? run?.deployment;
  const there = await deploymentsAt(url);
  if (named !== undefined) {
    if (there.length > 0 && !there.includes(named))
      throw new Failure(exits.refused, messages.notDeployed(named, list(there, terminal)));
    return new BatchClient(url, named);
  }
  const [only, ...others] = there;
  if (only === undefined) throw new Failure(exits.refused, messages.nothingDeployed);
  if (others.length > 0)
    throw new Failure(exits.usage, messages.whichDeployment(list(there, terminal)));
  return new BatchClient(url, only);
}

async function deploymentsAt(url: string): Promise<string[]> {
  try {
    const { deployments } = await new EaselClient(url).ready();
    return deployments.map(({ name }) => name);
  } catch (error) {
    throw explain(error, url);
  }
}

const list = (names: string[], terminal: Terminal) => names.join(terminal.text(messages.separator));
