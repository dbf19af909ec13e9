import { Refusal, type Words } from '@easel/contract';
import { ZodError } from 'zod';
import { byDocker } from './docker/by-docker.js';
import { EngineError } from './docker/engine-error.js';
import { exits } from './exits.js';
import { Failure } from './failure.js';
import { messages } from './messages.js';
import { Room } from './room.js';

/** What OpenSSL calls a certificate that nobody vouches for. */
const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
]);

/** And one that is not for this address, or not for now. */
const unfit = new Set([
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
]);

/** Whatever went wrong at the door, as a sentence that says what to do. */
export function explain(error: unknown, url: string): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof Refusal) return refusal(error, url);
  if (error instanceof ZodError || error instanceof SyntaxError)
    return away(messages.notEasel(url));
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return away(messages.noAnswer(url));
  if (error instanceof TypeError && error.cause instanceof Error)
    return away(unreachable(error.cause, url));
  return foreseen(error);
}

/** Why something of ours or of Docker's failed on this host, in an operator's words. */
export function foreseen(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return error instanceof EngineError ? byDocker(error) : unforeseen(error);
}

/** Ours to mend, but for a full disk: the words are all that an operator can pass on. */
function unforeseen(error: unknown): Failure {
  const told = new Room(process.cwd()).explain(error);
  if (told instanceof Failure) return told;
  return new Failure(exits.refused, messages.unforeseen(String(error)), { cause: error });
}

function unreachable(cause: NodeJS.ErrnoException, url: string): Words {
  const code = cause.code ?? cause.message;
  if (code === 'ECONNREFUSED') return messages.nothingAnswers(url);
  if (untrusted.has(code)) return messages.untrusted(url, code);
  if (unfit.has(code)) return messages.badCertificate(url, code);
  return messages.outOfReach(url, code);
}

const away = (words: Words) => new Failure(exits.outOfReach, words);

/** What either door says of a path that is none of its routes; of what is missing behind a route it says something else. */
const noRoute = /^Cannot [A-Z]+ \//;

function refusal(cause: Refusal, url: string): Failure {
  const { status, message, retryAfter } = cause;
  if (status === 404 && noRoute.test(message))
    return new Failure(exits.outOfReach, messages.notEasel(url), { cause });
  if (status === 401) return new Failure(exits.notLoggedIn, messages.notLoggedIn, { cause });
  if (status === 429)
    return new Failure(exits.notLoggedIn, messages.tooManyTries(retryAfter), { cause });
  if (status === 503 || status === 504)
    return new Failure(exits.outOfReach, messages.busy(sentence(message), retryAfter), { cause });
  return new Failure(exits.refused, messages.said(message), { cause });
}

const sentence = (detail: string) => detail.replace(/[.。]$/, '');
