import { exits, type Exit } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import { takeDown } from './containers.js';
import type { Ground } from './ground.js';
import { installed } from './installed.js';
import { endRemoved } from './unfinished.js';

export interface RemoveOptions {
  work?: string;
  purge?: boolean;
  yes?: boolean;
}

/**
 * `easel remove`: the containers go; what could be put back into service stays, unless it is purged. The licence is the
 * host's, and goes with the last deployment that is purged.
 */
export async function remove(
  ground: Ground,
  name: string,
  { purge = false, yes = false }: RemoveOptions,
): Promise<Exit> {
  const { work, terminal, engine } = ground;
  const stack = installed(ground, name);
  if (purge && !yes) throw new Failure(exits.needsYes, messages.purgeNeedsYes(stack.folder));
  await takeDown(ground, stack, { volumes: purge });
  if (!purge) await endRemoved(ground, stack);
  // Licensing stays while any deployment runs, or could be started.
  const others = (await work.stacks()).filter((other) => !(purge && other.name === name));
  const running = await Promise.all(
    others.map(({ name: other }) => engine.container(`${other}-gateway`)),
  );
  const { host } = work;
  if (running.every((container) => container === undefined)) await takeDown(ground, host);
  const last = purge && others.length === 0;
  if (last) await host.forgetLicense();
  if (purge) await work.purge(stack);
  const { folder } = stack;
  terminal.show({ deployment: name, removed: true, purged: purge, folder }, () =>
    terminal.say(purge ? messages.purged(name, last) : messages.removed(name, folder)),
  );
  return exits.done;
}
