import { parseArgs } from 'node:util';
import { Refusal } from '../refusal.js';

/** A command's flags: each takes a value, and says what it is and what it is when left out. */
export type Flags = Record<string, { about: string; default: string }>;

/**
 * The values of `flags` in a command line.
 * @throws Refusal on an unknown flag, one without its value, or anything else.
 */
export function readFlags<F extends Flags>(flags: F, args: string[]): Record<keyof F, string> {
  const options = Object.fromEntries(
    Object.entries(flags).map(([flag, { default: standard }]) => [
      flag,
      { type: 'string' as const, default: standard },
    ]),
  );
  try {
    return parseArgs({ args, options }).values as Record<keyof F, string>;
  } catch (error) {
    throw new Refusal(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/**
 * A flag's value as a whole number.
 * @throws Refusal when it is none, or out of bounds.
 */
export function whole(
  values: Record<string, string>,
  flag: string,
  { least, most }: { least: number; most: number },
): number {
  const text = values[flag] ?? '';
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new Refusal(`--${flag} takes a whole number from ${least} to ${most}, not '${text}'`);
  return value;
}

/** A command's flags, one a line. */
export const describe = (flags: Flags): string =>
  Object.entries(flags)
    .map(([flag, { about, default: standard }]) => `  --${flag.padEnd(10)} ${about} (${standard})`)
    .join('\n');
