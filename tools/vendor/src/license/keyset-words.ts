import { plain, type Row } from '../text.js';

/** What a keyset says, for people. Takes whatever somebody wrote. */
export function keysetInWords({ iss, version, keys, revoked }: Record<string, unknown>): Row[] {
  return [
    ['by', shown(iss)],
    ['version', shown(version)],
    ...listed(keys).map((key, at) => [at === 0 ? 'keys' : '', keyInWords(key)] as const),
    ['revoked', listed(revoked).map(shown).join(', ') || 'no licence'],
  ];
}

function keyInWords(key: unknown): string {
  const { kid, use, state } = Object(key) as Record<string, unknown>;
  return `${shown(kid)}: ${shown(use)}, ${shown(state)}`;
}

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const shown = (value: unknown) =>
  plain(typeof value === 'string' ? value : JSON.stringify(value ?? null)).slice(0, 200);
