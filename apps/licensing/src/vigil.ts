import type { Logger } from '@easel/platform';
import { marksOf } from './marks.js';
import { assess, filesOf, turnsAt, type Premises, type Standing } from './standing.js';

/** Often enough that a new licence serves within a second. */
const GLANCE_EVERY_MS = 300;

/** A glance sees files and time; a look, which costs two milliseconds, the machine as well. */
const LOOK_EVERY_MS = 10_000;

/** Keeps looking how this machine stands, and tells whoever listens when that changes. */
export class Vigil {
  readonly #premises: Premises;
  readonly #log: Logger;
  readonly #listeners = new Set<() => void>();
  readonly #timer: NodeJS.Timeout;
  #standing: Standing = { inForce: false, reason: 'licensing is starting' };
  #marks = '';
  #lookedAt = 0;

  constructor(premises: Premises, log: Logger) {
    this.#premises = premises;
    this.#log = log;
    this.look();
    this.#timer = setInterval(() => this.#glance(), GLANCE_EVERY_MS);
  }

  /** How things stand this moment. */
  look(): Standing {
    const before = this.#standing;
    // Marks first: what changes while we read is then looked at once more.
    this.#marks = marksOf(filesOf(this.#premises));
    this.#lookedAt = this.#premises.now();
    this.#standing = this.#assess();
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

  #glance(): void {
    const now = this.#premises.now();
    const changed = marksOf(filesOf(this.#premises)) !== this.#marks;
    const turned = now >= turnsAt(this.#standing, this.#lookedAt);
    // A clock set back counts as well.
    const stale = Math.abs(now - this.#lookedAt) >= LOOK_EVERY_MS;
    if (changed || turned || stale) this.look();
  }

  /** A fault of our own is a reason too: the process stays up, whatever happens to the licence. */
  #assess(): Standing {
    try {
      return assess(this.#premises);
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
