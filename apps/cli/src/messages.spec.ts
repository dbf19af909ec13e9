import type { Words } from '@easel/contract';
import { expect, it } from 'vitest';
import { consequences, messages, outcomes, rehearsals, terms } from './messages.js';

const han = /\p{Script=Han}/u;

/** Every message, those that take something with something to take. */
const all = Object.entries({
  ...messages,
  ...prefixed('term', terms),
  ...prefixed('if', consequences),
  ...prefixed('did', outcomes),
  ...prefixed('would', rehearsals),
}).map(([name, message]): [string, Words] => [
  name,
  typeof message === 'function'
    ? (message as (...given: unknown[]) => Words)(...['1', '2', []].slice(0, message.length))
    : message,
]);

function prefixed(prefix: string, words: Record<string, Words>): Record<string, Words> {
  return Object.fromEntries(Object.entries(words).map(([name, one]) => [`${prefix} ${name}`, one]));
}

/** Marks alone, the same to everybody. */
const marks = new Set(['separator', 'semicolon', 'becomes']);

it('says everything in both languages, each with nothing of the other', () => {
  expect(all.length).toBeGreaterThan(100);
  const amiss = all.filter(
    ([name, { en, zh }]) =>
      !marks.has(name) && (!/[a-z]/i.test(en) || han.test(en) || !han.test(zh)),
  );
  expect(amiss).toEqual([]);
});
