import { setTimeout } from 'node:timers/promises';
import { Refusal, type Words } from '@easel/contract';
import { explain } from '../explain.js';

/** Seconds between two tries at most. */
const LONGEST_PAUSE = 10;

/** A batch goes on while no licence is in force (403) as little as while the gateway is away; both may come back. */
const passingStatus = new Set([403, 408, 429, 502, 503, 504]);

/** Whether the same may go well later: Easel out of reach or busy, or for now without a licence. */
export function passing(error: unknown): boolean {
  if (error instanceof Refusal) return passingStatus.has(error.status);
  if (error instanceof DOMException) return error.name === 'TimeoutError';
  return error instanceof TypeError && error.cause instanceof Error;
}

/** Whether to send the same once more now: nobody brings a licence within the minute. */
export const soonPassing = (error: unknown): boolean =>
  passing(error) && !(error instanceof Refusal && error.status === 403);

/** Why it failed this time, in a sentence, without what to do about it. */
export function reason(error: unknown, url: string): Words {
  const { en, zh } = explain(error, url).words;
  return { en: en.replace(/[^.]$/, '$&.'), zh: zh.replace(/[^。]$/, '$&。') };
}

/** Waits longer and longer from try to try. */
export class Patience {
  #seconds = 1;

  async wait(): Promise<void> {
    await setTimeout(this.#seconds * 1000);
    this.#seconds = Math.min(this.#seconds * 2, LONGEST_PAUSE);
  }

  reset(): void {
    this.#seconds = 1;
  }
}
