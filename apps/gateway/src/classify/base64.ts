import { EaselError } from '@easel/errors';
import { limits } from '@easel/contract';

/**
 * The bytes behind a picture's base64. Line breaks, missing `=` and the URL-safe alphabet are accepted.
 *
 * Buffer.from skips what is not base64 and stops at the first `=`, so a length that does not come out tells that
 * something was wrong; a regular expression over 4 MiB would cost several times the decoding.
 * @throws EaselError 336004 when it is too long, 336003 when it is not base64, 336006 when nothing is in it.
 */
export function decodeBase64(text: string): Buffer {
  const length = text.length - count(text, '\n') - count(text, '\r');
  if (length > limits.base64Chars)
    throw new EaselError(
      336004,
      `the base64 has ${length} characters, at most ${limits.base64Chars}`,
    );
  if (length === 0) throw new EaselError(336006, 'image is empty');
  const digits = length - padding(text);
  const missing = (4 - (digits % 4)) % 4;
  if (missing === 3 || length - digits > missing) throw wrong(text, length);
  const bytes = Buffer.from(text, 'base64');
  // Of a character beyond Latin-1 Buffer.from reads the low byte, which may well be base64.
  const foreign = Buffer.byteLength(text) !== text.length;
  if (foreign || bytes.length !== Math.floor((digits * 3) / 4)) throw wrong(text, length);
  return bytes;
}

/**
 * As `decodeBase64`, of text that stood in a JSON string without escapes: so there are no line breaks in it.
 * @param text Latin-1: a byte a character.
 * @returns undefined when something is wrong, or nothing is in it.
 */
export function decodeWhole(text: Buffer): Buffer | undefined {
  if (text.length > limits.base64Chars) return undefined;
  let digits = text.length;
  while (digits > 0 && text.length - digits < 2 && text[digits - 1] === EQUALS) digits -= 1;
  const missing = (4 - (digits % 4)) % 4;
  if (digits === 0 || missing === 3 || text.length - digits > missing) return undefined;
  const bytes = Buffer.allocUnsafeSlow(Math.floor((digits * 3) / 4));
  let written = 0;
  for (let from = 0; from < digits; from += SLICE) {
    const slice = text.toString('latin1', from, Math.min(from + SLICE, digits));
    const length = Math.floor((slice.length * 3) / 4);
    if (bytes.write(slice, written, 'base64') < length) return undefined;
    written += length;
  }
  return bytes;
}

/**
 * Characters that are made a string at a time, a multiple of 4. One string of megabytes would live outside of V8's young
 * generation, and with it all else that the request has left, until the whole heap is marked.
 */
const SLICE = 64 * 1024;

const EQUALS = 0x3d;

/** How many `=` end the text. Any elsewhere make the decoded length come out short. */
function padding(text: string): number {
  let found = 0;
  for (let at = text.length - 1; at >= 0 && '=\r\n'.includes(text.charAt(at)); at -= 1)
    if (text[at] === '=') found += 1;
  return found;
}

function count(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1))
    found += 1;
  return found;
}

/** Only a request that fails pays for knowing where. */
function wrong(text: string, length: number): EaselError {
  const header = /^\s*data:[^,]{0,200},/i.exec(text)?.[0];
  if (header !== undefined)
    return new EaselError(
      336003,
      `a data-URI header was left on: send only what follows "${header.slice(0, 60)}"`,
    );
  const at = text.search(/[^A-Za-z0-9+/_=\r\n-]/);
  if (at !== -1) {
    const hint = at > 0 && text[at] === ' ' ? ' (a + that was decoded as if in a URL?)' : '';
    return new EaselError(
      336003,
      `${JSON.stringify(text[at])} at character ${at + 1} is not base64${hint}`,
    );
  }
  if (/=[\r\n]*[^=\r\n]/.test(text)) return new EaselError(336003, '= stands before the end');
  const characters = length === 1 ? '1 character' : `${length} characters`;
  return new EaselError(336003, `${characters}, padding included, is no length of base64`);
}
