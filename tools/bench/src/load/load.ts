import type { AnswerBook } from './answer-book.js';
import type { Address } from './connection.js';

/** Where requests go, and where their answers are taken down. */
export interface Load {
  address: Address;
  /** Whole HTTP requests, taken in turn. */
  requests: Uint8Array[];
  book: AnswerBook;
}

/** Ends the requests that were not sent yet; those under way are still answered. */
export type Stop = () => void;
