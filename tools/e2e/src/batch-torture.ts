import { parseArgs } from 'node:util';
import { kills } from './ordeals/kills.js';
import { outage } from './ordeals/outage.js';
import { upload } from './ordeals/upload.js';
import type { Options, Ordeal } from './ordeals/ordeal.js';

// What a batch must get over: `npm run batch-torture -- --help`. Fails unless each picture has one row.

const ordeals: Record<string, Ordeal> = { kills, upload, outage };

const help = `What a batch must get over, with real processes in a folder of their own. Status 1 unless each
picture has exactly one row in the results, and the right one.

  npm run batch-torture [-- ORDEAL [options]]

  kills    every process is killed (SIGKILL) at random, again and again, from the upload on; of
           Redis every other time the data too (default)
  upload   a large upload, gateway and worker with 256 MiB each: their peak memory
  outage   Redis is gone for minutes: callers' p99 before, beside and without, and what the batch says

kills:
  --pictures N      in the batch (10000)
  --gateways N, --workers N, --inferences N
                    processes of each (2); one Redis, one licensing
  --every SECONDS   between two deaths of one process, in the mean (10)
  --seed N          of chance: who is killed when (1)
upload:
  --mib N           of the upload, a tar that is made while it is sent (2048); takes twice that on disk
outage:
  --minutes N       that Redis is gone (10)
  --pictures N      in the batch (10000)
`;

const defaults = {
  ...{ pictures: '10000', gateways: '2', workers: '2', inferences: '2' },
  ...{ every: '10', seed: '1', mib: '2048', minutes: '10' },
};
type Option = keyof typeof defaults;
const names = Object.keys(defaults) as Option[];

function readArgs(): { ordeal: Ordeal; options: Options } | undefined {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    },
  });
  if (values.help === true) return undefined;
  const given = { ...defaults, ...values } as Record<Option, string>;
  const number = (name: Option) => {
    const value = Number(given[name]);
    if (!(value > 0) || (name !== 'every' && name !== 'minutes' && !Number.isInteger(value)))
      throw new TypeError(`--${name} takes a number above 0, not ${given[name]}`);
    return value;
  };
  const [word = 'kills', ...more] = positionals;
  const ordeal = Object.hasOwn(ordeals, word) ? ordeals[word] : undefined;
  if (!ordeal || more.length > 0)
    throw new TypeError(`there is no ordeal ${positionals.join(' ')}: see --help`);
  const { mib, ...same } = Object.fromEntries(names.map((name) => [name, number(name)])) as Record<
    Option,
    number
  >;
  return { ordeal, options: { ...same, mebibytes: mib } };
}

async function main(): Promise<number> {
  let asked;
  try {
    asked = readArgs();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
  if (asked) return (await asked.ordeal(asked.options)) ? 0 : 1;
  process.stdout.write(help);
  return 0;
}

process.exitCode = await main();
