import type { Comparison } from '../compare/compare.js';
import type { EaselSide } from '../subjects/side.js';
import { digits } from './numbers.js';
import { table } from './text.js';

const rows: Record<string, (side: EaselSide) => number> = {
  'results a second': (side) => side.perSecond,
  'p50 ms': (side) => side.p50,
  'p90 ms': (side) => side.p90,
  'p99 ms': (side) => side.p99,
  'CPU ms': (side) => side.cpuMs,
  '  gateway': (side) => side.cpuByPart.gateway,
  '  inference': (side) => side.cpuByPart.inference,
  '  lanes': (side) => side.cpuByPart.lanes,
  '  licensing': (side) => side.cpuByPart.licensing,
  'PSS MiB': (side) => side.pssMib,
};

/** Two revisions beside each other, and the second in parts of the first. */
export function compared({ name, one, other }: Comparison, [first, second]: [string, string]) {
  return table([
    [name, first, second, 'ratio'],
    ...Object.entries(rows).map(([what, of]) => [
      what,
      digits(of(one)),
      digits(of(other)),
      (of(other) / of(one)).toFixed(3),
    ]),
  ]);
}
