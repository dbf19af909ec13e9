import type { BatchStatus, Words } from '@easel/contract';
import { hindrances } from '../messages/terms.js';

/** What a batch waits for, if it does. */
export function hindrance({ waits_for: code, why }: BatchStatus): Words | undefined {
  if (code === null) return undefined;
  return { en: why ?? code, zh: hindrances[code] };
}
