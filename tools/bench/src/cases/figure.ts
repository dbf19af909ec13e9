/** One number that the bench is for, and how far it should reach. */
export interface Figure {
  what: string;
  value: number;
  /** After the number; nothing for a ratio. */
  unit: string;
  /** Absent: shown for comparison. */
  reach?: { least: number } | { most: number };
}

/** Undefined where there is nothing to reach. */
export function reached({ value, reach }: Figure): boolean | undefined {
  if (!reach) return undefined;
  return 'least' in reach ? value >= reach.least : value <= reach.most;
}
