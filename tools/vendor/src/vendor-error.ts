/** What the vendor's staff can put right; the message is one sentence for them. */
export class VendorError extends Error {
  override name = 'VendorError';
}
