import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import type { EngineError } from './engine-error.js';

/** What Docker said, or that it could not be asked, as an operator reads it. */
export function byDocker(cause: EngineError): Failure {
  const { status } = cause;
  const message = cause.message.replaceAll(/\s*\n\s*/g, '; ');
  if (/no space left on device/i.test(message))
    return new Failure(exits.refused, messages.dockerFull(message), { cause });
  const away = status === undefined && cause.cause !== undefined;
  return away
    ? new Failure(exits.outOfReach, messages.noDocker(message), { cause })
    : new Failure(exits.refused, messages.dockerRefused(message), { cause });
}
