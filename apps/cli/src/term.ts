import { terms } from './messages/terms.js';
import type { Terminal } from './terminal.js';

/** A name or state of the API in the operator's language; one that is new to us as the API has it. */
export const term = (word: string, terminal: Terminal): string =>
  Object.hasOwn(terms, word) ? terminal.text(terms[word] ?? { en: word, zh: word }) : word;
