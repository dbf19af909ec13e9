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
    try {
      const base = this.#trust.keyset();
      return later.version > base.version ? later : base;
    } catch {
      return later;
    }
  }

  /**
   * What a keyset is worth here, without taking it up. A version only rises.
   * @param token as it came: a package's, or the second line of a licence's file.
   * @throws LicenseError when this edition's root did not sign it.
   */
  weigh(token: string): { offer: Offer; keyset: Keyset } {
    const keyset = verifyKeyset(token, this.#trust.root());
    const now = this.inForce();
    if (keyset.token === now.token) return { offer: 'current', keyset };
    return { offer: keyset.version > now.version ? 'newer' : 'older', keyset };
  }

  /**
   * Takes a keyset up if it is newer.
   * @throws LicenseError when this edition's root did not sign it.
   */
  offer(token: string): Offer {
    const { offer, keyset } = this.weigh(token);
    if (offer === 'newer') this.#later = keyset;
    return offer;
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
