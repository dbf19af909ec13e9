import { exits } from './exits.js';
import { Failure } from './failure.js';
import { readInput } from './input.js';
import { messages } from './messages.js';

/** Characters: what the API takes. */
const LONGEST = 1024;

/**
 * Passwords from standard input, a line for each.
 * @throws Failure when there are not as many.
 */
export async function typedLines(count: 1 | 2): Promise<string[]> {
  const lines = (await readInput(4 * LONGEST * count)).toString('utf8').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines.length !== count)
    throw new Failure(exits.usage, count === 1 ? messages.badPassword : messages.passwordLines);
  return lines;
}

/** @throws Failure when it could be no password. */
export function checked(password: string): string {
  if (password === '' || password.length > LONGEST)
    throw new Failure(exits.usage, messages.badPassword);
  return password;
}
