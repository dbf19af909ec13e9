import { EaselError } from '@easel/errors';
import { frameworkStatus } from '../http/framework-status.js';
import { refuseWithProblem, type Refuse } from '../http/refuse.js';
import { refused, type HttpStatus } from './answers.js';

/** Callers of the classify route, misspelt or not, read EasyDL's form alone; everyone else problem details. */
export function refuseCaller(httpStatus: HttpStatus): Refuse {
  return (thrown, exchange) => {
    if (!exchange.classify) return refuseWithProblem(thrown, exchange);
    return refused(toEaselError(thrown), exchange, httpStatus);
  };
}

/** What the frameworks refuse on their own is the caller's mistake: a path that is none, a method nobody knows. */
function toEaselError(thrown: unknown): EaselError {
  if ((frameworkStatus(thrown) ?? 500) >= 500) return EaselError.from(thrown);
  return new EaselError(336001, 'the request must be POST /{DEPLOY_NAME}/ImageClassification', {
    cause: thrown,
  });
}
