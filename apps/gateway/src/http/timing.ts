export const stages = ['parse', 'queue', 'decode', 'infer'] as const;

/** Milliseconds spent in each stage; one that was not reached, or is not known, is absent. */
export type Timing = Partial<Record<(typeof stages)[number], number>>;

/** The `Server-Timing` header. `parse` is always there. */
export function serverTiming(timing: Timing): string {
  const { parse = 0, ...rest } = timing;
  const known: Timing = { parse, ...rest };
  return stages
    .filter((stage) => known[stage] !== undefined)
    .map((stage) => `${stage};dur=${(known[stage] ?? 0).toFixed(2)}`)
    .join(', ');
}
