import { writeFile } from 'node:fs/promises';
import type { Outcome } from './cases/case.js';
import { cases, type CaseName } from './cases/cases.js';
import { reached } from './cases/figure.js';
import { help, parseOptions, UsageError } from './options.js';
import { machineLine, thisMachine } from './report/machine.js';
import { measured, verdicts } from './report/text.js';

try {
  const asked = parseOptions(process.argv.slice(2));
  if (asked.help) say(help);
  else process.exitCode = await bench(asked);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\nnpm run bench -- --help shows what there is.\n`);
  process.exitCode = 2;
}

async function bench({ names, options, seconds, json, check }: ReturnType<typeof parseOptions>) {
  const machine = thisMachine();
  say(`${machineLine(machine)}\n`);
  const outcomes: Partial<Record<CaseName, Outcome>> = {};
  for (const name of names) {
    const outcome = await cases[name].run({ ...options, seconds: seconds ?? cases[name].seconds });
    outcomes[name] = outcome;
    say([measured(outcome), verdicts(outcome)].filter(Boolean).join('\n') + '\n');
  }
  if (json !== undefined)
    await writeFile(json, `${JSON.stringify({ machine, options, outcomes }, null, 2)}\n`);
  const figures = Object.values(outcomes).flatMap((outcome) => outcome.figures);
  return check && figures.some((figure) => reached(figure) === false) ? 1 : 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
