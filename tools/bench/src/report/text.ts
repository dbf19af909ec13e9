import type { Outcome } from '../cases/case.js';
import { reached, type Figure } from '../cases/figure.js';

/** Columns as wide as their widest cell; numbers to the right. */
function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Three digits that matter, at most. */
function digits(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

const heads = [
  '',
  'per s',
  'p50',
  'p90',
  'p99',
  'CPU ms',
  'gateway',
  'inference',
  'lanes',
  'licensing',
  'generator',
  'PSS MiB',
];

/** What was measured, for a terminal. */
export function measured({ measurements }: Outcome): string {
  if (measurements.length === 0) return '';
  const rows = measurements.flatMap(({ what, limit, easel }) => [
    [what],
    ...(limit
      ? [
          [
            '  limit',
            ...[limit.perSecond, limit.p50, limit.p90, limit.p99, limit.cpuMs].map(digits),
          ],
        ]
      : []),
    ...(easel
      ? [
          [
            '  Easel',
            ...[
              easel.perSecond,
              easel.p50,
              easel.p90,
              easel.p99,
              easel.cpuMs,
              easel.cpuByPart.gateway,
              easel.cpuByPart.inference,
              easel.cpuByPart.lanes,
              easel.cpuByPart.licensing,
              easel.generatorCpuMs,
              easel.pssMib,
            ].map(digits),
          ],
          ...others(easel.outcomes),
        ]
      : []),
  ]);
  return table([heads, ...rows]);
}

/** Answers other than results, where there are any. */
function others(outcomes: Record<string, number>): string[][] {
  const { ok = 0, ...rest } = outcomes;
  const counts = Object.entries(rest).map(([outcome, count]) => `${count} of ${outcome}`);
  return counts.length > 0 ? [[`    ${ok} results, ${counts.join(', ')}`]] : [];
}

/** What was to be reached, and whether it was. */
export function verdicts({ figures }: Outcome): string {
  return figures.map(verdict).join('\n');
}

function verdict(figure: Figure): string {
  const { what, value, unit, reach } = figure;
  const aim = !reach
    ? ''
    : 'least' in reach
      ? `, at least ${reach.least}`
      : `, at most ${reach.most}`;
  const mark = { true: 'reached', false: 'MISSED ', undefined: '       ' }[String(reached(figure))];
  return `  ${mark ?? ''}  ${what}: ${shown(value)}${unit && ` ${unit}`}${aim}`;
}

/** Counts as they are, the rest with three digits that matter. */
function shown(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(Math.abs(value) < 10 ? 3 : 1);
}
