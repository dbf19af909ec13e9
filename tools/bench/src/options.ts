import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { cases, first, type CaseName } from './cases/cases.js';

/** How things are measured. */
export interface Options {
  rounds: number;
  /** Of a round; of the whole where there are no rounds. */
  seconds: number;
  /** Of the machine, as Easel counts them. */
  cores: number;
  /** Of onnxruntime, for one picture. */
  threads: number;
}

export class UsageError extends Error {
  override name = 'UsageError';
}

export const help = `What Easel makes of this machine, beside what the machine can do: bare loops that decode and
classify the same photo, one process a core, and nothing else. Both in turn, several rounds,
the middle of each figure.

  npm run bench -- [CASE …] [options]

${Object.entries(cases)
  .map(([name, { about }]) => `  ${name.padEnd(11)} ${about}`)
  .join('\n')}

Without CASE: ${first.join(', ')}. With all: every one of them, about an hour.

  --rounds N          rounds of limit and Easel (5)
  --seconds N         seconds of a round (8), or of a case that has none (in brackets above)
  --threads N         threads of onnxruntime for one picture, in the bare loops (1)
  --json FILE         write what was measured
  --check             end with status 1 when a figure was not reached
  --help              this text`;

/** @throws UsageError saying which argument is wrong. */
export function parseOptions(args: string[]) {
  const { values, positionals } = parse(args);
  const names = positionals.includes('all') ? Object.keys(cases) : positionals;
  const strange = names.find((name) => !Object.hasOwn(cases, name));
  if (strange !== undefined) throw new UsageError(`there is no case ${strange}`);
  return {
    help: values.help,
    names: names.length > 0 ? (names as CaseName[]) : first,
    json: values.json,
    check: values.check,
    seconds: values.seconds === undefined ? undefined : whole('seconds', values.seconds),
    options: {
      rounds: whole('rounds', values.rounds),
      threads: whole('threads', values.threads),
      cores: availableParallelism(),
    },
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string' },
        threads: { type: 'string', default: '1' },
        json: { type: 'string' },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function whole(option: string, text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new UsageError(`--${option} takes a whole number from 1, not ${text}`);
  return Number(text);
}
