import { deploymentNameProblem } from '@easel/models';

/** Names that Easel's own containers and projects have. */
const reserved = new Set(['easel', 'easel-licensing']);

/** Services find each other as `NAME-inference`, and no part of a name that is looked up has more than 63 letters. */
export const LONGEST_STACK_NAME = 63 - '-inference'.length;

/** Why no host can install a deployment of this name; undefined where it can. */
export function stackNameProblem(name: string): string | undefined {
  const problem = deploymentNameProblem(name);
  if (problem !== undefined) return problem;
  if (name.length > LONGEST_STACK_NAME)
    return `has ${name.length} letters, at most ${LONGEST_STACK_NAME}: its containers are called by it`;
  return reserved.has(name.toLowerCase()) ? "is Easel's own" : undefined;
}
