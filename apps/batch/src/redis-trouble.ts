import { redisFaultOf } from '@easel/jobs';
import type { Logger } from '@easel/platform';

/** Tells the log once for each thing that is wrong with Redis, not for each try, and once that it is over. */
export class RedisTrouble {
  readonly #log: Logger;
  #reason: string | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  readonly hear = (err: Error): void => {
    // A job that is no longer this worker's: somebody else does it, or Redis has lost it.
    if (/Missing (lock|key) for job|Lock mismatch|could not renew lock/i.test(err.message)) {
      this.#log.debug({ err }, 'a chunk is no longer held');
      return;
    }
    const said =
      redisFaultOf(err)?.words ?? `Redis is in trouble: ${err.message.split('\n', 1)[0] ?? ''}`;
    if (said === this.#reason) return;
    this.#reason = said;
    this.#log.warn({ err }, `${said}; batches wait`);
  };

  /** It did what it was asked for. */
  over(): void {
    if (this.#reason === undefined) return;
    this.#reason = undefined;
    this.#log.info('Redis does its work again');
  }
}
