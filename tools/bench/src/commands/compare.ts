import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { comparable, compare, type Comparison } from '../compare/compare.js';
import { checkOut } from '../compare/revision.js';
import { cores, namesAmong, readArgs, whole } from '../options.js';
import { compared } from '../report/compared.js';
import { machineLine, thisMachine } from '../report/machine.js';
import { UsageError } from '../usage-error.js';

/** Compares two revisions. Returns the exit status. @throws UsageError */
export async function compareRevisions(args: string[], here: string): Promise<number> {
  const { values, positionals } = readArgs(args, {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '8' },
    json: { type: 'string' },
  });
  const [one, other, ...named] = positionals;
  if (one === undefined || other === undefined)
    throw new UsageError('compare takes two revisions: compare main~5 main');
  const names = named.length > 0 ? namesAmong(comparable, named) : (['throughput'] as const);
  const options = {
    rounds: whole('rounds', values.rounds),
    seconds: whole('seconds', values.seconds),
    cores,
    threads: undefined,
  };
  const machine = thisMachine();
  const revisions = [checkOut(one), checkOut(other)] as const;
  process.stdout.write(`${machineLine(machine)}\n`);
  const comparisons: Comparison[] = [];
  for (const name of names) {
    const comparison = await compare(name, [...revisions], options);
    comparisons.push(comparison);
    process.stdout.write(`\n${compared(comparison, [one, other])}\n`);
  }
  if (values.json !== undefined)
    await writeFile(
      resolve(here, values.json),
      `${JSON.stringify({ machine, revisions, ...options, comparisons }, null, 2)}\n`,
    );
  return 0;
}
