import type { Options } from '../options.js';

/** How a model is run: so many processes, each with so many threads for one run of so many pictures. */
export interface Manner {
  lanes: number;
  threads: number;
  batch: number;
}

/**
 * How bare loops run a model: with as many threads as Easel, and one process for each of its lanes, unless something
 * else was asked for.
 * @param tuning how Easel runs it; undefined where it does not say
 */
export function mannerOf({ threads, cores }: Options, tuning: Manner | undefined): Manner {
  if (threads === undefined && tuning) return tuning;
  const each = threads ?? 1;
  return { lanes: Math.max(1, Math.floor(cores / each)), threads: each, batch: 1 };
}
