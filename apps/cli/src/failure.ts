import { Refusal, type Words } from '@easel/contract';
import type { Exit } from './exits.js';

/** Why a command was not done, and what to do about it. */
export class Failure extends Error {
  override name = 'Failure';
  readonly exit: Exit;
  readonly words: Words;

  constructor(exit: Exit, words: Words, options?: ErrorOptions) {
    super(words.en, options);
    this.exit = exit;
    this.words = words;
  }

  /** What machines read of it: where the API refused, its own document. */
  get document(): unknown {
    if (this.cause instanceof Refusal) return this.cause.problem;
    const { exit, words } = this;
    return { type: 'about:blank', title: 'Not done', detail: words.en, words, exit_code: exit };
  }
}
