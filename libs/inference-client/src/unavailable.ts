import { EaselError } from '@easel/errors';

/**
 * Why the gateway itself had no answer for a caller now. places: as many requests as it may hold; bytes: no memory for
 * the body; busy: inference is full, or could not answer in time; loading: inference has not said yet what is deployed;
 * unreachable: inference is not there; deadline: its answer did not come in time.
 */
export const unavailableReasons = [
  'places',
  'bytes',
  'busy',
  'loading',
  'unreachable',
  'deadline',
] as const;
export type UnavailableReason = (typeof unavailableReasons)[number];

/** 336100 that the gateway says on its own, with the reason in one word for whoever counts. */
export class Unavailable extends EaselError {
  readonly reason: UnavailableReason;

  /** @param options seconds after which the same request may succeed, 1 unless given. */
  constructor(
    reason: UnavailableReason,
    why: string,
    { seconds = 1, ...options }: ErrorOptions & { seconds?: number } = {},
  ) {
    super(336100, `${why}, try again in ${seconds} s`, { ...options, retryAfter: seconds });
    this.reason = reason;
  }
}
