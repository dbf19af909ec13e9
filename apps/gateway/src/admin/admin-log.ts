import type { LicenseChange } from '@easel/contract';
import type { Logger } from '@easel/platform';
import type { Suspicion } from './guesses.js';

/** What administrators did, and who would be one: who, what, from where. Never a password, a secret or a token. */
export class AdminLog {
  readonly #log: Logger;
  #trouble = '';

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param path of the file that holds the secret; the secret itself is for whoever may read that. */
  firstSecret(path: string): void {
    this.#log.warn({ path }, 'no admin password is set: the secret in this file sets the first');
  }

  loggedIn(address: string): void {
    this.#log.info({ address }, 'admin logged in');
  }

  passwordSet(address: string): void {
    this.#log.warn({ address }, 'first admin password set');
  }

  passwordChanged(address: string): void {
    this.#log.warn({ address }, 'admin password changed, all sessions ended');
  }

  /** Tries that have to wait write no line of their own, so that guessing does not fill the disk. */
  failed(address: string, { failures, unheard, waitMs, locked }: Suspicion): void {
    const line = { address, failures, unheard, wait_s: waitMs / 1000 };
    this.#log.warn(line, locked ? 'admin password guessed at, locked' : 'wrong admin password');
  }

  licensePut(actor: string, { outcome, after }: LicenseChange): void {
    this.#log.info({ actor, outcome, jti: after?.jti }, 'licence handed in');
  }

  /** @param asked with the outcome of it, or why it was refused. */
  activation(actor: string, { deployment, version, outcome, err }: Asked): void {
    const line = { actor, deployment, version, outcome, ...(err !== undefined && { err }) };
    this.#log[err === undefined ? 'info' : 'warn'](line, 'version asked for');
  }

  /** What keeps everybody out; once, until it is something else. */
  trouble(error: unknown): void {
    const problem = String(error);
    if (problem === this.#trouble) return;
    this.#trouble = problem;
    this.#log.error({ err: error }, 'nobody can log in as admin');
  }
}

interface Asked {
  deployment: string;
  version: string;
  outcome: string;
  /** What was thrown where it was not put into service. */
  err?: unknown;
}
