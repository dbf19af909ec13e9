import { sessionSchema } from '@easel/contract';
import { Door } from '../door.js';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import { Sessions } from '../sessions.js';
import type { Ground } from './ground.js';
import type { Stack } from './stack.js';

/** A deployment's operators' door, for whoever may drive Docker: he needs no password, and none need be set. */
export function stackDoor({ engine, terminal }: Ground, stack: Stack): Door {
  const enter = async () => {
    const gateway = stack.container('gateway');
    const { status, stdout, stderr } = await engine.exec(gateway, ['node', 'dist/session.js']);
    if (status !== 0)
      throw new Failure(exits.refused, messages.gatewayRefuses(gateway, stderr.trim()));
    return sessionSchema.parse(JSON.parse(stdout)).token;
  };
  const keys = { sessions: Sessions.of(process.env), token: undefined, enter };
  return new Door(stack.adminUrl, keys, terminal);
}

/** Of any deployment on this host that runs: what concerns the licence they all share. */
export async function runningDoor(ground: Ground): Promise<Door | undefined> {
  for (const stack of await ground.work.stacks()) {
    const gateway = await ground.engine.container(stack.container('gateway'));
    if (gateway?.State.Running) return stackDoor(ground, stack);
  }
  return undefined;
}
