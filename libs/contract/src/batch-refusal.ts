import { problemSchema, type Problem } from './problem.js';

/** What the callers' door answers when it does not do with a batch what it was asked. */
export class BatchRefusal extends Error {
  override name = 'BatchRefusal';
  /** As it came, extension members included: `reason` and `entry` of an archive that was refused. */
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
