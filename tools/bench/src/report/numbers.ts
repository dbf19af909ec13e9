import { reached, type Figure } from '../cases/figure.js';

/** Three digits that matter, at most. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

/** A figure's value: counts as they are, ratios to a thousandth. */
export function shown({ value, unit }: Figure): string {
  const number = Number.isInteger(value)
    ? String(value)
    : value.toFixed(Math.abs(value) < 10 ? 3 : 1);
  return unit === undefined ? number : `${number} ${unit}`;
}

/** What it should reach, as a sign and a number. */
export function aim({ reach, unit }: Figure): string {
  if (!reach) return '';
  const bound = 'least' in reach ? `≥ ${reach.least}` : `≤ ${reach.most}`;
  return unit === undefined ? bound : `${bound} ${unit}`;
}

/** One of three, by whether it was reached; the third where there is nothing to reach. */
export function byReach<T>(figure: Figure, [yes, no, none]: [T, T, T]): T {
  const is = reached(figure);
  return is === undefined ? none : is ? yes : no;
}
