import type { Logger } from '@easel/platform';
import type { Standing } from './standing.js';

/** Often enough that a new licence serves within a second. One look costs about a millisecond. */
const LOOK_EVERY_MS = 300;

/** Keeps looking how this machine stands, and tells whoever listens when that changes. */
export class Vigil {
  readonly #assess: () => Standing;
  readonly #log: Logger;
  readonly #listeners = new Set<() => void>();
  readonly #timer: NodeJS.Timeout;
  #standing: Standing = { inForce: false, reason: 'licensing is starting' };

  constructor(assess: () => Standing, log: Logger) {
    this.#assess = assess;
    this.#log = log;
    this.look();
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  /** How things stand this moment. */
  look(): Standing {
    const before = this.#standing;
    this.#standing = this.#assessSafely();
    if (sameStanding(before, this.#standing)) return this.#standing;
    this.#report();
    for (const listener of this.#listeners) listener();
    return this.#standing;
  }

  /** Returns how to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#listeners.clear();
  }

  /** A fault of our own is a reason too: the process stays up, whatever happens to the licence. */
  #assessSafely(): Standing {
    try {
      return this.#assess();
    } catch (cause) {
      return { inForce: false, reason: 'the licence could not be checked', cause };
    }
  }

  #report(): void {
    const { license } = this.#standing;
    const named = license && {
      jti: license.jti,
      customer: license.customer,
      kind: license.kind,
      deployments: license.deployments,
      expires: license.exp && new Date(license.exp * 1000).toISOString(),
    };
    if (this.#standing.inForce) this.#log.info({ license: named }, 'licence in force');
    else {
      const { reason, cause } = this.#standing;
      this.#log.warn({ license: named, reason, err: cause }, 'no licence in force');
    }
  }
}

const sameStanding = (one: Standing, other: Standing) =>
  one.inForce
    ? other.inForce && one.token === other.token
    : !other.inForce && one.reason === other.reason && one.license?.jti === other.license?.jti;
