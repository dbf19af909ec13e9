import { EaselError } from '@easel/errors';

/** How many names a caller gets who did not say. */
export const DEFAULT_TOP_NUM = 6;
/** What the wire to inference holds; far more than any model has classes, so clamping to it changes no answer. */
const MOST = 0xffff_ffff;

/**
 * How many names the caller wants: a whole number from 1 to 2^32-1.
 * @param value `top_num` as it came: absent, null, a number, or a string of decimal digits.
 * @throws EaselError 336001 when it is anything else or less than 1.
 */
export function parseTopNum(value: unknown): number {
  if (value === undefined || value === null) return DEFAULT_TOP_NUM;
  const number = typeof value === 'string' && /^[0-9]+$/.test(value) ? Number(value) : value;
  const whole = typeof number === 'number' && (Number.isInteger(number) || isDigits(value));
  if (whole && number >= 1) return Math.min(number, MOST);
  throw new EaselError(336001, `top_num is ${shown(value)}, it must be a whole number ≥ 1`);
}

/** Hundreds of digits are a whole number too, though a double calls them Infinity. */
const isDigits = (value: unknown) => typeof value === 'string';

/** Of what is nested only the kind: to write it out may take more stack than there is. */
function shown(value: unknown): string {
  if (typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
