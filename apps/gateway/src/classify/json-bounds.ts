import { limits } from '@easel/contract';
import { EaselError } from '@easel/errors';

/** What makes JSON slow to parse, by the bytes that betray it. */
const bounds = [
  { what: 'brackets', signs: ['[', '{'], most: limits.jsonBrackets },
  { what: 'colons', signs: [':'], most: limits.jsonColons },
  { what: 'commas', signs: [','], most: limits.jsonCommas },
];

/**
 * Parsing 8 MiB of brackets or of different keys takes about a second, in which nobody else is answered; finding them
 * takes none.
 * @throws EaselError 336002 when there are too many of them.
 */
export function requireReadable(json: Buffer): void {
  for (const { what, signs, most } of bounds)
    if (hasOver(most, signs, json))
      throw new EaselError(336002, `the body has over ${most} ${what}, too many to be read`);
}

function hasOver(most: number, signs: string[], json: Buffer): boolean {
  let found = 0;
  for (const sign of signs)
    for (let at = json.indexOf(sign); at >= 0 && found <= most; at = json.indexOf(sign, at + 1))
      found += 1;
  return found > most;
}
