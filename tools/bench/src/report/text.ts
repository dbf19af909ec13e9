import type { Measurement, Outcome } from '../cases/case.js';
import type { Figure } from '../cases/figure.js';
import { columns } from './columns.js';
import { aim, byReach, digits, shown } from './numbers.js';

/** What was measured and what was reached, for a terminal. */
export const report = ({ measurements, figures }: Outcome): string =>
  [
    ...(measurements.length > 0
      ? [table([['', ...columns.map(({ head }) => head.en)], ...measurements.flatMap(rows)])]
      : []),
    ...figures.map(verdict),
  ].join('\n');

/** Columns as wide as their widest cell; numbers to the right. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const fit = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(fit).join('  ').trimEnd()).join('\n');
}

function rows({ what, limit, easel, tuning }: Measurement): string[][] {
  const ofLimit = limit && columns.map((column) => column.limit && digits(column.limit(limit)));
  const ofEasel = easel && columns.map((column) => digits(column.easel(easel)));
  return [
    [what.en],
    ...(ofLimit ? [['  limit', ...ofLimit.map((cell) => cell ?? '')]] : []),
    ...(limit ? [[`    decoder ${limit.decoder}`]] : []),
    ...(ofEasel ? [['  Easel', ...ofEasel]] : []),
    ...(tuning
      ? [[`    ${tuning.lanes} lanes, threads ${tuning.threads}, batch ${tuning.batch}`]]
      : []),
    ...(easel ? others(easel.outcomes) : []),
  ];
}

/** Answers other than results, where there are any. */
function others(outcomes: Record<string, number>): string[][] {
  const { ok = 0, ...rest } = outcomes;
  return Object.keys(rest).length > 0 ? [[`    results ${ok}, ${counts(rest)}`]] : [];
}

function verdict(figure: Figure): string {
  const mark = byReach(figure, ['reached', 'MISSED ', '       ']);
  const bound = aim(figure);
  const made = counts(figure.of ?? {});
  return `  ${mark}  ${figure.what.en}: ${shown(figure)}${bound && `, ${bound}`}${made && ` (${made})`}`;
}

const counts = (of: Record<string, number>) =>
  Object.entries(of)
    .map(([outcome, count]) => `${outcome} ${count}`)
    .join(', ');
