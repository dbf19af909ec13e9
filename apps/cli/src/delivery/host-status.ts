import { overviewOf, tellOverview, type Overview } from '../commands/status.js';
import { exits, type Exit } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import type { Terminal } from '../terminal.js';
import type { Ground } from './ground.js';
import type { Stack } from './stack.js';
import { stackDoor } from './stack-door.js';

/** A deployment of this host, as its own door tells it; without an overview it does not answer. */
interface StackStatus extends Partial<Overview> {
  name: string;
  /** Whether its gateway's container runs. */
  running: boolean;
  /** Why there is no overview. */
  problem?: string;
}

/**
 * `easel status` on a host: each deployment that is installed there, one below the other.
 * @returns 5 where there are some and none of them answers.
 */
export async function hostStatus(ground: Ground, stacks: Stack[]): Promise<Exit> {
  const { terminal } = ground;
  const all: StackStatus[] = [];
  for (const stack of stacks) all.push(await statusOf(ground, stack));
  terminal.show({ stacks: all }, ({ stacks }) => tell(stacks, terminal));
  return all.some(({ readiness }) => readiness) ? exits.done : exits.outOfReach;
}

async function statusOf(ground: Ground, stack: Stack): Promise<StackStatus> {
  const { name } = stack;
  const text = ground.terminal.text.bind(ground.terminal);
  const gateway = await ground.engine.container(stack.container('gateway'));
  if (gateway?.State.Running !== true)
    return { name, running: false, problem: text(messages.notRunning(name)) };
  try {
    return { name, running: true, ...(await overviewOf(stackDoor(ground, stack))) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { name, running: true, problem: text(error.words) };
  }
}

function tell(stacks: StackStatus[], terminal: Terminal): void {
  for (const [index, stack] of stacks.entries()) {
    const { name, problem, readiness, license = null, deployments } = stack;
    if (index > 0) terminal.line();
    // One alone is named among what it says.
    if (stacks.length > 1) terminal.line(terminal.paint('bold', name));
    if (readiness && deployments) tellOverview({ readiness, license, deployments }, terminal);
    else if (problem !== undefined) terminal.line(terminal.paint('red', problem));
  }
}
