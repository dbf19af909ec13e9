import { EaselError } from '@easel/errors';
import { frameworkStatus } from '../http/framework-status.js';
import { refuseWithProblem, type Refuse } from '../http/refuse.js';
import type { Answers } from './answers.js';

/** Callers of the classify route, misspelt or not, read EasyDL's form alone; everyone else problem details. */
export function refuseCaller(answers: Answers): Refuse {
  return (thrown, exchange) => {
    if (!exchange.classify) return refuseWithProblem(thrown, exchange);
    return answers.refused(toEaselError(thrown), exchange);
  };
}

/** What the frameworks refuse on their own is the caller's mistake: a path that is none, a method nobody knows. */
function toEaselError(thrown: unknown): EaselError {
  if ((frameworkStatus(thrown) ?? 500) >= 500) return EaselError.from(thrown);
  return new EaselError(336001, 'the request must be POST /{DEPLOY_NAME}/ImageClassification', {
    cause: thrown,
  });
}
