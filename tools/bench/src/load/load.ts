import type { AnswerBook } from './answer-book.js';
import type { Address } from './connection.js';
import type { Request } from './request.js';

/** Where requests go, and where their answers are taken down. */
export interface Load {
  address: Address;
  /** Taken in turn. */
  requests: Request[];
  book: AnswerBook;
}

/**
 * Sends no more, also of what is due. Resolves once what is under way was answered, or cut off when patience is over: the
 * server has nothing more to do with it.
 */
export type Stop = (patienceMs: number) => Promise<void>;
