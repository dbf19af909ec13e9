import { sessionSchema } from '@easel/contract';
import { Door } from '../door.js';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import { Sessions } from '../sessions.js';
import type { Ground } from './ground.js';
import type { Stack } from './stack.js';

/**
 * A deployment's operators' door, for whoever may drive Docker: he needs no password, and none need be set.
 * @param token of a session that was named, which is used in place of one that Docker opens.
 */
export function stackDoor({ engine, terminal }: Ground, stack: Stack, token?: string): Door {
  const enter = async () => {
    const gateway = stack.container('gateway');
    const { status, stdout, stderr } = await engine.exec(gateway, ['node', 'dist/session.js']);
    if (status !== 0)
      throw new Failure(exits.refused, messages.gatewayRefuses(gateway, stderr.trim()));
    return sessionSchema.parse(JSON.parse(stdout)).token;
  };
  const sessions = Sessions.of(process.env);
  const keys = token === undefined ? { sessions, token, enter } : { sessions, token };
  return new Door(stack.adminUrl, keys, terminal);
}

/** Of any deployment on this host that runs: what concerns the licence they all share. */
export async function runningDoor(ground: Ground, token?: string): Promise<Door | undefined> {
  for (const stack of await ground.work.stacks()) {
    const gateway = await ground.engine.container(stack.container('gateway'));
    if (gateway?.State.Running) return stackDoor(ground, stack, token);
  }
  return undefined;
}
