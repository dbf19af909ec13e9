import type { ClassifyAnswer, ClassifyError } from '@easel/contract';
import { catalogue, type EaselError } from '@easel/errors';
import type { LeaseHolder } from '@easel/lease';
import type { inference } from '@easel/rpc';
import { json, type Answer } from '../http/answer.js';
import type { Exchange } from '../http/exchange.js';
import { serverTiming } from '../http/timing.js';

/** `easydl` answers 200 to everything: Baidu's SDKs drop the body, and with it the code, of any other status. */
export type HttpStatus = 'easydl' | 'semantic';

/** Every answer of the classify route, in EasyDL's form. */
export class Answers {
  readonly #httpStatus: HttpStatus;
  readonly #lease: Pick<LeaseHolder, 'warning'>;

  /** @param lease whose warning goes out with each of them. */
  constructor(httpStatus: HttpStatus, lease: Pick<LeaseHolder, 'warning'>) {
    this.#httpStatus = httpStatus;
    this.#lease = lease;
  }

  /** What was found, keys in the order in which EasyDL writes them. */
  found({ scores }: inference.Classification, exchange: Exchange): Answer {
    const body: ClassifyAnswer = {
      log_id: exchange.logId,
      results: scores.map(({ name, score }) => ({ name, score: sevenDigits(score) })),
    };
    return { status: 200, headers: this.#headers(exchange), body: JSON.stringify(body) };
  }

  /** What was wrong. Noted on the exchange too, with what only the log may know. */
  refused(error: EaselError, exchange: Exchange): Answer {
    exchange.code = error.code;
    if (error.code === 336000) exchange.cause = error.cause;
    const body: ClassifyError = {
      error_code: error.code,
      error_msg: error.message,
      log_id: exchange.logId,
    };
    return {
      status: this.#httpStatus === 'easydl' ? 200 : catalogue[error.code].status,
      headers: {
        ...this.#headers(exchange),
        ...(error.retryAfter !== undefined && { 'retry-after': String(error.retryAfter) }),
      },
      body: JSON.stringify(body),
    };
  }

  #headers({ logId, timing }: Exchange): Record<string, string> {
    const { warning } = this.#lease;
    return {
      'content-type': json,
      'x-log-id': String(logId),
      'server-timing': serverTiming(timing),
      ...(warning !== undefined && { 'x-easel-license-warning': warning }),
    };
  }
}

/** A float32 has no more of them: 0.9318856, not 0.9318856000900269. */
const sevenDigits = (score: number) => Number(score.toPrecision(7));
