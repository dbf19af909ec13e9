import { stackNameProblem } from '@easel/package';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import type { WorkFolder } from './work-folder.js';

/** @throws Failure where no deployment of this host can be called so. */
export async function requireName(work: WorkFolder, name: string): Promise<void> {
  const problem = stackNameProblem(name);
  if (problem !== undefined) throw new Failure(exits.usage, messages.badStackName(name, problem));
  const twin = (await work.stacks()).find(
    (other) => other.name !== name && other.name.toLowerCase() === name.toLowerCase(),
  );
  if (twin) throw new Failure(exits.refused, messages.twinName(name, twin.name));
}
