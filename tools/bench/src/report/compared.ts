import type { Comparison } from '../compare/compare.js';
import { columns } from './columns.js';
import { digits } from './numbers.js';
import { table } from './text.js';

/** Two revisions beside each other, and the second in parts of the first. */
export function compared({ name, one, other }: Comparison, [first, second]: [string, string]) {
  return table([
    [name, first, second, 'ratio'],
    ...columns.map(({ head, easel: of }) => [
      head.en,
      digits(of(one)),
      digits(of(other)),
      (of(other) / of(one)).toFixed(3),
    ]),
  ]);
}
