import type { Language } from './language.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A moment as the operator's clock on the wall has it, with its zone, and how far off it is:
 * `2026-12-24 17:19 +08:00 (in 12 days)`.
 * @param iso what the API gave; returned as it is where it is no time.
 * @param now milliseconds since 1970.
 */
export function moment(iso: string, language: Language, now = Date.now()): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return `${local(at)} (${distance(at.getTime() - now, language)})`;
}

/** The same without how far off it is. */
export function local(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  // Minutes that the clock on the wall is behind UTC.
  const behind = at.getTimezoneOffset();
  const zone = [Math.floor(Math.abs(behind) / 60), Math.abs(behind) % 60].map(two).join(':');
  return `${date} ${two(at.getHours())}:${two(at.getMinutes())} ${behind > 0 ? '-' : '+'}${zone}`;
}

/** Rounded towards now, so that nobody thinks that he has a day more. */
function distance(milliseconds: number, language: Language): string {
  const format = new Intl.RelativeTimeFormat(language);
  const far = Math.abs(milliseconds);
  const whole = (unit: number) => Math.trunc(milliseconds / unit);
  if (far >= 2 * DAY) return format.format(whole(DAY), 'day');
  if (far >= 2 * HOUR) return format.format(whole(HOUR), 'hour');
  if (far >= MINUTE) return format.format(whole(MINUTE), 'minute');
  return format.format(whole(1000), 'second');
}
