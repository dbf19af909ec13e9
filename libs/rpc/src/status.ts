import { Metadata, status, type ServiceError, type StatusObject } from '@grpc/grpc-js';
import { EaselError, isCode, type Code } from '@easel/errors';
import type { Failure } from './gen/easel/inference/v1/inference.js';

/** The gRPC status of every code: what tools that know gRPC but not Easel see. */
export const statusOf: Record<Code, status> = {
  336000: status.INTERNAL,
  336001: status.INVALID_ARGUMENT,
  336002: status.INVALID_ARGUMENT,
  336003: status.INVALID_ARGUMENT,
  336004: status.OUT_OF_RANGE,
  336005: status.DATA_LOSS,
  336006: status.INVALID_ARGUMENT,
  336100: status.UNAVAILABLE,
  337000: status.PERMISSION_DENIED,
};

const CODE = 'easel-code';
const RETRY_AFTER = 'easel-retry-after';

/** How a failed call ends: the status for anyone, the code in the trailing metadata for Easel's own. */
export function toStatus(thrown: unknown): Pick<StatusObject, 'code' | 'details' | 'metadata'> {
  const error = EaselError.from(thrown);
  const metadata = new Metadata();
  metadata.set(CODE, String(error.code));
  if (error.retryAfter !== undefined) metadata.set(RETRY_AFTER, String(error.retryAfter));
  return { code: statusOf[error.code], details: error.detail, metadata };
}

/** The error behind a failed call. Whatever Easel did not say itself is a service out of reach. */
export function fromStatus(failed: ServiceError): EaselError {
  const code = Number(failed.metadata.get(CODE)[0]);
  if (!isCode(code))
    return EaselError.unavailable('a service is out of reach', 1, { cause: failed });
  const retryAfter = Number(failed.metadata.get(RETRY_AFTER)[0]);
  return new EaselError(code, failed.details, {
    cause: failed,
    ...(retryAfter > 0 && { retryAfter }),
  });
}

/** The same for a failure inside a stream, which must not end the stream. */
export function toFailure(error: EaselError): Failure {
  return { code: error.code, detail: error.detail, retryAfter: error.retryAfter ?? 0 };
}

export function fromFailure(failure: Failure): EaselError {
  const { code, detail, retryAfter } = failure;
  if (!isCode(code))
    return EaselError.from(new Error(`inference answered the unknown code ${code}: ${detail}`));
  return new EaselError(code, detail, retryAfter > 0 ? { retryAfter } : {});
}
