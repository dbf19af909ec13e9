import { problemSchema, type Problem } from './problem.js';

/** What a door answers when it does not do what it was asked. */
export class Refusal extends Error {
  override name = 'Refusal';
  /** As it came, extension members included: `reason` and `entry` of an archive that was refused, say. */
  readonly problem: Problem;
  /** Seconds after which to try again; undefined where the door names none. */
  readonly retryAfter: number | undefined;

  /** @throws ZodError when `document` is no problem document. */
  constructor(response: Response, document: unknown) {
    const { title, detail = title } = problemSchema.parse(document);
    super(detail);
    this.problem = document as Problem;
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    this.retryAfter = Number.isFinite(seconds) ? seconds : undefined;
  }

  get status(): number {
    return this.problem.status;
  }
}

/** What an answer says that is not what was asked for. @param text its body */
export function refusalOf(response: Response, text: string): Error {
  try {
    return new Refusal(response, JSON.parse(text));
  } catch (error) {
    // A proxy's own page, while the gateway behind it is away.
    const cause = new Error(`HTTP ${response.status}`);
    return response.status >= 500 ? new TypeError('no answer', { cause }) : (error as Error);
  }
}
