import { exits, type Exit } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import { deliver } from './deliver.js';
import type { Ground } from './ground.js';
import { installed } from './installed.js';
import { tellDelivered } from './tell-delivered.js';
import { endUnfinished } from './unfinished.js';

/** `easel rollback`: to a version that is here, the one before unless another is named. */
export async function rollback(
  ground: Ground,
  name: string,
  version: string | undefined,
): Promise<Exit> {
  const stack = installed(ground, name);
  await endUnfinished(ground, stack);
  const current = await stack.current();
  const before = version ?? stack.journal.before(current);
  if (before === undefined) throw new Failure(exits.refused, messages.noEarlier(name));
  const all = await stack.versions();
  if (!all.includes(before))
    throw new Failure(exits.refused, messages.noSuchVersion(name, before, all));
  const { release = '' } = stack;
  const to = { version: before, release };
  const delivered = await deliver(ground, stack, { action: 'rollback', to });
  tellDelivered(ground, stack, { delivered });
  return exits.done;
}
