import { redisFaultOf, type RedisFault } from '@easel/jobs';
import type { Logger } from '@easel/platform';

/** What stands in the way of writing alone: a Redis that answers may have it still. */
const OF_WRITING: ReadonlySet<RedisFault['code'] | undefined> = new Set<RedisFault['code']>([
  'redis_full',
  'redis_read_only',
  'redis_disk',
]);

/** Tells the log once for each thing that is wrong with Redis, not for each try, and once that it is over. */
export class RedisTrouble {
  readonly #log: Logger;
  #reason: string | undefined;
  #fault: RedisFault['code'] | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  readonly hear = (err: Error): void => {
    // A job that is no longer this worker's: somebody else does it, or Redis has lost it.
    if (/Missing (lock|key) for job|Lock mismatch|could not renew lock/i.test(err.message)) {
      this.#log.debug({ err }, 'a chunk is no longer held');
      return;
    }
    const fault = redisFaultOf(err);
    const said = fault?.words ?? `Redis is in trouble: ${err.message.split('\n', 1)[0] ?? ''}`;
    if (said === this.#reason) return;
    this.#reason = said;
    this.#fault = fault?.code;
    this.#log.warn({ err }, `${said}; batches wait`);
  };

  /** It answered, and was asked to write nothing. */
  answered(): void {
    if (!OF_WRITING.has(this.#fault)) this.over();
  }

  /** It wrote what it was to write. */
  over(): void {
    if (this.#reason === undefined) return;
    this.#reason = undefined;
    this.#fault = undefined;
    this.#log.info('Redis does its work again');
  }
}
