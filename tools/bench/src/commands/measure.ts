import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { cases, first } from '../cases/cases.js';
import { reached } from '../cases/figure.js';
import { cores, namesAmong, readArgs, whole } from '../options.js';
import { drawing } from '../report/drawing.js';
import { machineLine, thisMachine } from '../report/machine.js';
import { thisRevision, type Run } from '../report/run.js';
import { report } from '../report/text.js';

/** Measures the named cases. Returns the exit status. @throws UsageError */
export async function measure(args: string[], here: string): Promise<number> {
  const { values, positionals } = readArgs(args, {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string' },
    threads: { type: 'string' },
    json: { type: 'string' },
    svg: { type: 'string' },
    check: { type: 'boolean', default: false },
  });
  const named = positionals.includes('all') ? Object.keys(cases) : positionals;
  const names = named.length > 0 ? namesAmong(cases, named) : first;
  const rounds = whole('rounds', values.rounds);
  const threads = values.threads === undefined ? undefined : whole('threads', values.threads);
  const asked = values.seconds === undefined ? undefined : whole('seconds', values.seconds);

  const run: Run = {
    at: new Date().toISOString(),
    revision: thisRevision(),
    machine: thisMachine(),
    rounds,
    outcomes: {},
  };
  say(`${machineLine(run.machine)}, revision ${run.revision}\n`);
  for (const name of names) {
    const seconds = asked ?? cases[name].seconds;
    const outcome = await cases[name].run({ rounds, seconds, cores, threads });
    run.outcomes[name] = outcome;
    say(`${report(outcome)}\n`);
    // After each, since a later one may take long.
    if (values.json !== undefined)
      await writeFile(resolve(here, values.json), `${JSON.stringify(run, null, 2)}\n`);
  }
  if (values.svg !== undefined) await writeFile(resolve(here, values.svg), drawing(run, 'en'));
  const figures = Object.values(run.outcomes).flatMap((outcome) => outcome.figures);
  return values.check && figures.some((figure) => reached(figure) === false) ? 1 : 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
