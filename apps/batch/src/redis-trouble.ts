import type { Logger } from '@easel/platform';

/** What Redis says when it does not do its work, in the words of whoever has to mend it. */
const reasons: [RegExp, string][] = [
  [/^OOM /, 'Redis is full: give it more memory (maxmemory)'],
  [/^(READONLY|UNBLOCKED) /, 'Redis is read-only: the address leads to a replica'],
  [/^MISCONF /, 'Redis cannot write to its disk'],
  [/WRONGPASS|NOAUTH|invalid password|without any password/, 'Redis refuses the password'],
  [/^NOPERM /, 'Redis does not let this user do what batches need'],
  [/^LOADING |^BUSY /, 'Redis is busy'],
  [
    /ECONNREFUSED|ENOENT|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|EPIPE|Connection is closed/,
    'Redis is out of reach',
  ],
];

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
    const reason = reasons.find(([words]) => words.test(`${err.message} ${codeOf(err)}`))?.[1];
    const said = reason ?? `Redis is in trouble: ${err.message.split('\n', 1)[0] ?? ''}`;
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

const codeOf = (error: NodeJS.ErrnoException): string => error.code ?? '';
