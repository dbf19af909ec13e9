import type { Language } from './language.js';

/** Figures as the operator's language writes them. */
export const whole = (value: number, language: Language) =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(value);

const units = ['kilobyte', 'megabyte', 'gigabyte'] as const;

export function size(bytes: number, language: Language): string {
  const power = Math.min(2, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3) - 1));
  const value = bytes / 1000 ** (power + 1);
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[power] ?? 'gigabyte',
    maximumFractionDigits: value >= 100 ? 0 : 1,
  }).format(value);
}

/** In the two largest units that matter: nobody waits hours by the second. */
export function duration(seconds: number, language: Language): string {
  const left = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(left / 3600), Math.floor(left / 60) % 60];
  const unit = (value: number, unit: string) =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'narrow' }).format(value);
  if (hours > 0) return `${unit(hours, 'hour')} ${unit(minutes, 'minute')}`;
  if (minutes > 0) return `${unit(minutes, 'minute')} ${unit(left % 60, 'second')}`;
  return unit(left, 'second');
}
