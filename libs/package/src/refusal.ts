import { ArchiveError, type ArchiveReason } from '@easel/archive';
import { LicenseError, type LicenseFault } from '@easel/license';
import { PackageError } from './package-error.js';

/** What an archive's fault is for a package; those that need another figure are made below. */
const ofArchive = {
  truncated: 'truncated',
  corrupt: 'corrupt',
  encrypted: 'corrupt',
  compression: 'corrupt',
  contradiction: 'corrupt',
  checksum: 'corrupt',
  overlap: 'corrupt',
  'name-encoding': 'unsafe-name',
  'unsafe-name': 'unsafe-name',
  'long-name': 'unsafe-name',
  depth: 'unsafe-name',
  duplicate: 'duplicate',
  entries: 'too-large',
  'entry-bytes': 'too-large',
  bytes: 'too-large',
  ratio: 'too-large',
  link: 'link',
  special: 'special',
  'unknown-format': 'not-a-package',
  empty: 'not-a-package',
  stopped: 'stopped',
} as const satisfies Record<ArchiveReason, string>;

/** In a package's words; whatever is no fault of its archive stays as it is. */
export function archiveRefusal(error: unknown, path: string): unknown {
  if (!(error instanceof ArchiveError)) return error;
  const cause = { cause: error };
  const reason = ofArchive[error.reason];
  switch (reason) {
    case 'not-a-package':
      return new PackageError(reason, { path }, cause);
    case 'stopped':
      return new PackageError(reason, undefined, cause);
    case 'link':
    case 'special':
      return new PackageError(reason, { entry: error.entry ?? path }, cause);
    case 'truncated':
    case 'corrupt':
      // The package's words say that much already, unless the archive's say more.
      if (reason === error.reason) return new PackageError(reason, { says: error.found }, cause);
      return new PackageError(reason, { says: error.message }, cause);
    default:
      return new PackageError(reason, { says: error.message }, cause);
  }
}

const ofToken = {
  malformed: 'damaged',
  unreadable: 'damaged',
  missing: 'damaged',
  request: 'damaged',
  revoked: 'damaged',
  issuer: 'damaged',
  'too-long': 'damaged',
  form: 'form',
  'unknown-key': 'form',
  'key-not-in-use': 'form',
  signature: 'signature',
} as const satisfies Record<Exclude<LicenseFault, 'claims'>, string>;

/** The same for what is wrong with a signed text. */
export function tokenRefusal(error: unknown, file: string): unknown {
  if (!(error instanceof LicenseError)) return error;
  const cause = { cause: error };
  if (error.reason === 'claims') return new PackageError('claims', { why: whyOf(error) }, cause);
  return new PackageError(ofToken[error.reason], { file }, cause);
}

/** Zod's first complaint: where, and what. */
function whyOf({ cause }: LicenseError): string {
  const { issues = [] } = (cause ?? {}) as { issues?: { path: PropertyKey[]; message: string }[] };
  const [first] = issues;
  if (!first) return 'it cannot be read';
  const text = `${first.path.map(String).join('.')} ${first.message}`.trim();
  return text.replaceAll(/\p{C}/gu, '\uFFFD').slice(0, 200);
}
