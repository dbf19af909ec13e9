import type { Edition } from './edition.js';
import type { Keyset } from './keyset.js';

/** Whose licences count here. */
export interface Trust {
  readonly edition: Edition['kind'];
  /**
   * The keyset in force now.
   * @throws LicenseError when it cannot be read or the root key did not sign it.
   */
  keyset(): Keyset;
}
