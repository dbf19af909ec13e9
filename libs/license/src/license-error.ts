/**
 * Everything that can be wrong with what a vendor signed, each with the words for people, which complete
 * "the licence …" or "the keyset …".
 */
const faults = {
  missing: 'is not installed',
  unreadable: 'cannot be read',
  'too-long': 'is longer than any can be',
  malformed: 'is damaged',
  form: 'is not of a form accepted here',
  'unknown-key': 'is signed with a key that is not trusted here',
  'key-not-in-use': 'is signed with a key that is not in use',
  signature: 'was changed, or not signed by the vendor',
  claims: 'does not say what it must',
  issuer: 'is from another vendor',
  revoked: 'was revoked',
} as const;

export type LicenseFault = keyof typeof faults;
export type Subject = 'licence' | 'keyset';

/** The one way in which reading a licence or keyset fails. `message` may reach callers; `cause` only the log. */
export class LicenseError extends Error {
  override name = 'LicenseError';
  readonly subject: Subject;
  readonly reason: LicenseFault;

  constructor(subject: Subject, reason: LicenseFault, options?: ErrorOptions) {
    super(`the ${subject} ${faults[reason]}`, options);
    this.subject = subject;
    this.reason = reason;
  }
}
