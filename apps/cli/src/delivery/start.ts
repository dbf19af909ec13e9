import { exits, type Exit } from '../exits.js';
import { messages } from '../messages.js';
import { bringUp } from './containers.js';
import type { Ground } from './ground.js';
import { installed } from './installed.js';
import { endUnfinished } from './unfinished.js';

/** `easel start`: the containers as the folder has them now, which may be another than they were started on. */
export async function start(ground: Ground, name: string): Promise<Exit> {
  const stack = installed(ground, name);
  await endUnfinished(ground, stack);
  const live = await bringUp(ground, stack);
  const version = await stack.current();
  if (version !== undefined) await live.answers(version);
  const { release, classifyUrl: url } = stack;
  ground.terminal.show({ deployment: name, version, release, url }, () =>
    ground.terminal.say(messages.inService(name, version ?? '-', url)),
  );
  return exits.done;
}
