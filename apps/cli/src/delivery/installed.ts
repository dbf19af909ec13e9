import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import type { Ground } from './ground.js';
import type { Stack } from './stack.js';

/** A deployment that was installed here, under its own name. @throws Failure where it was not. */
export function installed({ work }: Pick<Ground, 'work'>, name: string): Stack {
  const stack = work.stack(name);
  const { saysName } = stack;
  if (saysName === undefined)
    throw new Failure(exits.refused, messages.notInstalled(name, work.path));
  if (saysName !== name) throw new Failure(exits.refused, messages.isCopy(stack.folder, saysName));
  return stack;
}
