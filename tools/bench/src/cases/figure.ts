import type { Words } from '../words.js';

/** One number that the bench is for, and how far it should reach. */
export interface Figure {
  what: Words;
  value: number;
  /** After the number; absent for ratios and counts. */
  unit?: string;
  /** Absent: shown for comparison. */
  reach?: { least: number } | { most: number };
  /** What the number was made of. */
  of?: Record<string, number>;
}

/** Undefined where there is nothing to reach. */
export function reached({ value, reach }: Figure): boolean | undefined {
  if (!reach) return undefined;
  return 'least' in reach ? value >= reach.least : value <= reach.most;
}
