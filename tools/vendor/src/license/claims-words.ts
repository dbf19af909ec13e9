import { fingerprintSchema } from '@easel/license';

import { dateOf } from '../time.js';
import { count, plain, type Row } from '../text.js';
import { partsInWords, toleranceInWords } from './machine-words.js';

/**
 * What a licence says, for people. Takes whatever somebody wrote: what is not of the form it must have is shown as it
 * stands.
 */
export function claimsInWords(says: Record<string, unknown>): Row[] {
  const rows = fields.flatMap(([claim, label, inWords]): Row[] => {
    const value = says[claim];
    if (value !== undefined) return [[label, inWords(value) ?? asItStands(value)]];
    return claim === 'exp' && says.kind === 'permanent' ? [[label, 'for ever']] : [];
  });
  const known = new Set<string>([...fields.map(([claim]) => claim), 'fingerprints', 'aud']);
  const others = Object.keys(says).filter((claim) => !known.has(claim));
  return [
    ...rows,
    ...machines(says.fingerprints),
    ...others.map((claim) => [plain(claim), asItStands(says[claim])] as const),
  ];
}

type InWords = (value: unknown) => string | undefined;

const kinds: Record<string, string> = {
  trial: 'a trial, one for each machine',
  term: 'for a term',
  permanent: 'permanent',
};
const modes: Record<string, string> = { cpu: 'bound to the machine', gpu: 'bound to one GPU card' };

const text: InWords = (value) => (typeof value === 'string' ? plain(value) : undefined);
const word =
  (words: Record<string, string>): InWords =>
  (value) =>
    typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : undefined;
const date: InWords = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 253_402_300_800
    ? dateOf(value)
    : undefined;
const days: InWords = (value) => (typeof value === 'number' ? count(value, 'day') : undefined);
const names: InWords = (value) => {
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string')) return undefined;
  return value.includes('*') ? 'all' : plain(value.join(', '));
};

const fields: [claim: string, label: string, inWords: InWords][] = [
  ['customer', 'customer', text],
  ['kind', 'kind', word(kinds)],
  ['mode', 'mode', word(modes)],
  ['deployments', 'deployments', names],
  ['nbf', 'from', date],
  ['exp', 'until', date],
  ['warn_days', 'warns before', days],
  ['grace_days', 'grace after', days],
  ['seq', 'number', (value) => (typeof value === 'number' ? `${value}` : undefined)],
  ['jti', 'id', text],
  ['iat', 'issued', date],
  ['iss', 'by', text],
];

function machines(fingerprints: unknown): Row[] {
  if (!Array.isArray(fingerprints)) return [];
  return fingerprints.flatMap((one: unknown, at): Row[] => {
    const label = fingerprints.length === 1 ? 'machine' : `machine ${at + 1}`;
    const { data } = fingerprintSchema.safeParse(one);
    if (!data) return [[label, asItStands(one)]];
    return [
      [label, partsInWords(data)],
      ['', toleranceInWords(data)],
    ];
  });
}

const asItStands = (value: unknown) => plain(JSON.stringify(value)).slice(0, 200);
