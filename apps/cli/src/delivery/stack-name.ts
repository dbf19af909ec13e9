import { deploymentNameProblem } from '@easel/models';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import type { WorkFolder } from './work-folder.js';

/** Names that Easel's own containers and projects have. */
const reserved = new Set(['easel', 'easel-licensing']);

/** Services find each other as `NAME-inference`, and no part of a name that is looked up has more than 63 letters. */
const LONGEST = 63 - '-inference'.length;

/** @throws Failure where no deployment of this host can be called so. */
export async function requireName(work: WorkFolder, name: string): Promise<void> {
  const problem = deploymentNameProblem(name);
  if (problem !== undefined) throw new Failure(exits.usage, messages.badStackName(name, problem));
  if (name.length > LONGEST) throw new Failure(exits.usage, messages.longStackName(name, LONGEST));
  if (reserved.has(name.toLowerCase()))
    throw new Failure(exits.usage, messages.badStackName(name, "is Easel's own"));
  const twin = (await work.stacks()).find(
    (other) => other.name !== name && other.name.toLowerCase() === name.toLowerCase(),
  );
  if (twin)
    throw new Failure(
      exits.refused,
      messages.badStackName(name, `differs from ${twin.name} by case alone`),
    );
}
