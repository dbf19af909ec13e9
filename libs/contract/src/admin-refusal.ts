import { licenseChangeSchema, type LicenseChange } from './license.js';
import { Refusal } from './refusal.js';

/** What the operators' door answers when it does not do what it was asked. */
export class AdminRefusal extends Refusal {
  override name = 'AdminRefusal';
  /** What would become of the licence, where that is why it was not done. */
  readonly result: LicenseChange | undefined;

  /** @throws ZodError when `document` is no problem document. */
  constructor(response: Response, document: unknown) {
    super(response, document);
    this.result = licenseChangeSchema.safeParse((document as { result?: unknown }).result).data;
  }
}
