import type { Code } from '@easel/errors';
import type { Writing } from './raw-http.js';

/** One way to get it wrong, and what the caller must be told. */
export interface BadRequest {
  title: string;
  say: Writing;
  code: Code;
  /** What `error_msg` must say of this very request. */
  says: RegExp;
  /** The answer has no body to read, only headers. */
  head?: boolean;
}
