import { licenseChangeSchema, type LicenseChange } from './license.js';
import { problemSchema, type Problem } from './problem.js';

/** What the operators' door answers when it does not do what it was asked. */
export class AdminRefusal extends Error {
  override name = 'AdminRefusal';
  /** As it came, extension members included. */
  readonly problem: Problem;
  /** What would become of the licence, where that is why it was not done. */
  readonly result: LicenseChange | undefined;
  /** Seconds after which to try again; undefined where the door names none. */
  readonly retryAfter: number | undefined;

  /** @throws ZodError when `document` is no problem document. */
  constructor(response: Response, document: unknown) {
    const { title, detail = title } = problemSchema.parse(document);
    super(detail);
    this.problem = document as Problem;
    this.result = licenseChangeSchema.safeParse((document as { result?: unknown }).result).data;
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    this.retryAfter = Number.isFinite(seconds) ? seconds : undefined;
  }

  get status(): number {
    return this.problem.status;
  }
}
