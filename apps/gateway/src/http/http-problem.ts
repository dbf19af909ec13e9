/** What an `HttpProblem` may bring besides its sentence. */
export interface ProblemExtras extends ErrorOptions {
  /** Names in lower case. */
  headers?: Record<string, string>;
  /** Extension members of the problem details (RFC 9457, 3.2). */
  members?: Record<string, unknown>;
}

/** A refusal whose status is its own, where no code of the catalogue fits. The message reaches whoever asked. */
export class HttpProblem extends Error {
  override name = 'HttpProblem';
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly members: Record<string, unknown>;

  constructor(status: number, detail: string, extras: ProblemExtras = {}) {
    super(detail, extras);
    this.status = status;
    this.headers = extras.headers ?? {};
    this.members = extras.members ?? {};
  }

  /** One that passes by itself: says after how many seconds. */
  static later(status: 429 | 503, why: string, seconds: number): HttpProblem {
    return new HttpProblem(status, `${why}, try again in ${seconds} s`, {
      headers: { 'retry-after': String(seconds) },
    });
  }
}
