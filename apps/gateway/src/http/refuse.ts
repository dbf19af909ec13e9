import type { Answer } from './answer.js';
import type { Exchange } from './exchange.js';
import { problem } from './problem.js';

/** How a door refuses what none of its routes took. Notes on the exchange what the log should know. */
export type Refuse = (thrown: unknown, exchange: Exchange) => Answer;

export const refuseWithProblem: Refuse = (thrown, exchange) => {
  const answer = problem(thrown, exchange.logId);
  if (answer.status === 500) exchange.cause = thrown;
  return answer;
};
