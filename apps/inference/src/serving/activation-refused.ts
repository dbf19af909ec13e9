import { EaselError } from '@easel/errors';
import { ModelError } from '@easel/models';
import { inference } from '@easel/rpc';
import { GoldenMissed } from './golden.js';

const reasons = inference.RefusalReason;

/** Why a version was not put into service. Everything is as it was before somebody asked. */
export class ActivationRefused extends Error {
  override name = 'ActivationRefused';
  readonly reason: inference.RefusalReason;

  constructor(reason: inference.RefusalReason, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.reason = reason;
  }

  /** A refusal for whatever went wrong on the way. What nobody foresaw says nothing of itself. */
  static from(thrown: unknown): ActivationRefused {
    if (thrown instanceof ActivationRefused) return thrown;
    const why = (reason: inference.RefusalReason, detail: string) =>
      new ActivationRefused(reason, detail, { cause: thrown });
    if (thrown instanceof GoldenMissed) return why(reasons.REFUSAL_REASON_GOLDEN, thrown.message);
    if (thrown instanceof ModelError)
      return why(reasons.REFUSAL_REASON_DOES_NOT_LOAD, thrown.message);
    if (thrown instanceof EaselError && thrown.code === 336100)
      return why(reasons.REFUSAL_REASON_UNAVAILABLE, thrown.detail);
    return why(reasons.REFUSAL_REASON_DOES_NOT_LOAD, 'it could not be loaded, see the log');
  }
}
