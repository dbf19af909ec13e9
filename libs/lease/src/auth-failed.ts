import { EaselError } from '@easel/errors';
import type { Why } from '@easel/license';
import type { Refusal } from './lease.js';

/** 337000, with the reason in one word for whoever counts. */
export class AuthFailed extends EaselError {
  readonly why: Why;

  constructor({ why, reason }: Refusal) {
    super(337000, reason);
    this.why = why;
  }
}
