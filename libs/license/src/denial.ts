import type { LicenseError, LicenseFault } from './license-error.js';
import type { Words } from './words.js';

/** Every reason for which classifying is refused (337000), as metrics count them. */
export const whys = [
  'missing',
  'invalid',
  'revoked',
  'not-yet-valid',
  'expired',
  'other-machine',
  'other-hardware',
  'machine-unreadable',
  'other-deployment',
  'out-of-reach',
] as const;

export type Why = (typeof whys)[number];

/** Why a licence is not in force: `reason.en` is what callers see after "Auth check failed: ". */
export interface Denial {
  why: Why;
  reason: Words;
}

const whyOf: Record<LicenseFault, Why> = {
  missing: 'missing',
  revoked: 'revoked',
  unreadable: 'invalid',
  'too-long': 'invalid',
  request: 'invalid',
  malformed: 'invalid',
  form: 'invalid',
  'unknown-key': 'invalid',
  'key-not-in-use': 'invalid',
  signature: 'invalid',
  claims: 'invalid',
  issuer: 'invalid',
};

/** What a token that could not be read means for whoever wants to classify. */
export const denialOf = (error: LicenseError): Denial => ({
  // A keyset that is missing is no missing licence.
  why: error.subject === 'keyset' ? 'invalid' : whyOf[error.reason],
  reason: error.words,
});
