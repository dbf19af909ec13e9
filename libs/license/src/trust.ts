import type { KeyObject } from 'node:crypto';
import type { Edition } from './edition.js';
import type { Keyset } from './keyset.js';

/** Whose licences count here. */
export interface Trust {
  readonly edition: Edition['kind'];
  /**
   * The vendor's public root key.
   * @throws LicenseError when it cannot be read.
   */
  root(): KeyObject;
  /**
   * The keyset that the edition brought.
   * @throws LicenseError when it cannot be read or the root key did not sign it.
   */
  keyset(): Keyset;
}
