import { EngineError } from '../docker/engine-error.js';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';

/** What Docker said, as an operator reads it; whatever else went wrong stays as it is. */
export function toldByDocker(error: unknown): never {
  if (!(error instanceof EngineError)) throw error;
  const away = error.status === undefined && error.cause !== undefined;
  throw away
    ? new Failure(exits.outOfReach, messages.noDocker(error.message), { cause: error })
    : new Failure(exits.refused, messages.dockerRefused(error.message), { cause: error });
}
