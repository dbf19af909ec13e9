import { EaselError } from '@easel/errors';
import { refused, type HttpStatus } from '../classify/answers.js';
import type { Answer } from './answer.js';
import type { Exchange } from './exchange.js';
import { frameworkStatus } from './framework-status.js';
import { problem } from './problem.js';

/** How a door refuses what none of its routes took. Notes on the exchange what the log should know. */
export type Refuse = (thrown: unknown, exchange: Exchange) => Answer;

export const refuseWithProblem: Refuse = (thrown, exchange) => {
  const answer = problem(thrown, exchange.logId);
  if (answer.status === 500) exchange.cause = thrown;
  return answer;
};

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
