import { Refusal } from './refusal.js';
import type { Command } from './commands/command.js';
import { evaluateCommand } from './commands/evaluate.js';
import { examplesCommand } from './commands/examples.js';
import { describe } from './commands/options.js';
import { trainCommand } from './commands/train.js';

const commands = new Map<string, Command>([
  ['train', trainCommand],
  ['evaluate', evaluateCommand],
  ['examples', examplesCommand],
]);

const help = `The demo model: draws metal surfaces, trains a network to name their defects, writes ONNX.

npm run demo-model -- COMMAND [flags]

${[...commands].map(([name, { about, flags }]) => `${name}: ${about}\n${describe(flags)}`).join('\n\n')}
`;

const [asked = '--help', ...args] = process.argv.slice(2);
const command = commands.get(asked);
try {
  if ([asked, ...args].some((word) => ['help', '--help', '-h'].includes(word))) console.log(help);
  else if (command) await command.run(args);
  else throw new Refusal(`there is no command '${asked}'`);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(`${error.message}\nnpm run demo-model -- --help shows what there is.`);
  process.exitCode = 2;
}
