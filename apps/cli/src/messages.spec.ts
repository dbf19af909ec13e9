import type { Words } from '@easel/contract';
import { expect, it } from 'vitest';
import { messages } from './messages.js';
import { backups } from './messages/backups.js';
import { batchHelp } from './messages/batch-help.js';
import { batches } from './messages/batches.js';
import { delivery } from './messages/delivery.js';
import { deployments } from './messages/deployments.js';
import { files } from './messages/files.js';
import { help } from './messages/help.js';
import { license } from './messages/license.js';
import { loggingIn } from './messages/logging-in.js';
import { machine } from './messages/machine.js';
import { reaching } from './messages/reaching.js';
import { request } from './messages/request.js';
import { consequences, outcomes, rehearsals, stages, terms } from './messages/terms.js';
import { usage } from './messages/usage.js';

const han = /\p{Script=Han}/u;

/** Every message, those that take something with something to take. */
const all = Object.entries({
  ...messages,
  ...prefixed('term', terms),
  ...prefixed('if', consequences),
  ...prefixed('did', outcomes),
  ...prefixed('would', rehearsals),
  ...prefixed('stage', stages),
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

it('has no name twice: the later would take the place of the earlier', () => {
  const first = [help, usage, files, reaching, loggingIn];
  const names = [
    ...first,
    license,
    deployments,
    delivery,
    backups,
    machine,
    request,
    batchHelp,
    batches,
  ].flatMap((each) => Object.keys(each));
  expect(Object.keys(messages).toSorted()).toEqual(names.toSorted());
});
