import { availableParallelism } from 'node:os';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './usage-error.js';

/** How things are measured. */
export interface Options {
  rounds: number;
  /** Of a round; of the whole where there are no rounds. */
  seconds: number;
  /** Of the machine, as Easel counts them. */
  cores: number;
  /** Of onnxruntime, for one picture, in the bare loops; undefined: as many as Easel's. */
  threads: number | undefined;
}

/** @throws UsageError saying which argument is wrong. */
export function readArgs<T extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: T,
) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

/** Which of `known` were named. @throws UsageError at any other. */
export function namesAmong<T extends string>(known: Record<T, unknown>, named: string[]): T[] {
  const strange = named.find((name) => !Object.hasOwn(known, name));
  if (strange !== undefined)
    throw new UsageError(`there is no case ${strange}; there are ${Object.keys(known).join(', ')}`);
  return named as T[];
}

/** @throws UsageError at anything but a whole number from 1. */
export function whole(option: string, text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new UsageError(`--${option} takes a whole number from 1, not ${text}`);
  return Number(text);
}

export const cores = availableParallelism();
