import { verifyKeyset, type Keyset } from './keyset.js';
import type { Trust } from './trust.js';

/** What became of a keyset that was offered. `current` is the one in force, once more. */
export type Offer = 'newer' | 'current' | 'older';

/** The keyset in force: what the edition brought, or the newest later one that the same root signed. */
export class Keyring {
  readonly #trust: Trust;
  #later: Keyset | undefined;

  constructor(trust: Trust) {
    this.#trust = trust;
  }

  /** @throws LicenseError when the edition's own cannot be read and no later one is there. */
  inForce(): Keyset {
    const later = this.#stillTrusted();
    if (!later) return this.#trust.keyset();
    const base = this.#trust.keyset();
    return later.version > base.version ? later : base;
  }

  /**
   * Takes a keyset up if it is newer. A version only rises.
   * @param token as it came: a package's, or the second line of a licence's file.
   * @throws LicenseError when this edition's root did not sign it.
   */
  offer(token: string): Offer {
    const offered = verifyKeyset(token, this.#trust.root());
    const now = this.inForce();
    if (offered.version < now.version) return 'older';
    if (offered.version === now.version) return offered.token === now.token ? 'current' : 'older';
    this.#later = offered;
    return 'newer';
  }

  /** In development the root may be changed under us; what the old one signed then counts no more. */
  #stillTrusted(): Keyset | undefined {
    if (this.#later && this.#trust.edition === 'development') {
      try {
        verifyKeyset(this.#later.token, this.#trust.root());
      } catch {
        this.#later = undefined;
      }
    }
    return this.#later;
  }
}
