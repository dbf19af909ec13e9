import { catalogue, type Code } from './catalogue.js';

export interface EaselErrorOptions extends ErrorOptions {
  /** Whole seconds after which the same request may succeed. Only 336100 has one. */
  retryAfter?: number;
}

/** Not every browser has it. */
const V8Error = Error as ErrorConstructor & { stackTraceLimit?: number | undefined };

/**
 * A failure whose cause is known. `detail` reaches the caller, with the figure that broke the rule; `cause` reaches
 * only the log.
 */
export class EaselError extends Error {
  readonly code: Code;
  readonly detail: string;
  readonly retryAfter: number | undefined;

  constructor(code: Code, detail: string, options?: EaselErrorOptions) {
    const { stackTraceLimit } = V8Error;
    // Where it was thrown is news only of what nobody foresaw; taking it down costs as much as all else of a refusal.
    if (code !== 336000) V8Error.stackTraceLimit = 0;
    super(`${catalogue[code].msg}: ${detail}`, options);
    V8Error.stackTraceLimit = stackTraceLimit;
    this.name = catalogue[code].name;
    this.code = code;
    this.detail = detail;
    this.retryAfter = options?.retryAfter;
  }

  /** The model cannot answer now: says why, and after how many seconds to try again. */
  static unavailable(why: string, seconds: number, options?: ErrorOptions): EaselError {
    return new EaselError(336100, `${why}, try again in ${seconds} s`, {
      ...options,
      retryAfter: seconds,
    });
  }

  /** What a caller gets for anything: itself if it is known, 336000 saying nothing of itself if it is not. */
  static from(thrown: unknown): EaselError {
    if (thrown instanceof EaselError) return thrown;
    return new EaselError(336000, 'please try again; if it persists, send the log_id to support', {
      cause: thrown,
    });
  }
}
