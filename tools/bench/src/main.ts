import { compareRevisions } from './commands/compare.js';
import { document } from './commands/document.js';
import { measure } from './commands/measure.js';
import { help } from './help.js';
import { UsageError } from './usage-error.js';

const commands: Record<string, (args: string[], here: string) => Promise<number>> = {
  compare: compareRevisions,
  document,
};

const args = process.argv.slice(2);
const here = process.env.INIT_CWD ?? process.cwd(); // npm runs this in the repository's root
const [word = '', ...rest] = args;
try {
  if (args.includes('--help') || args.includes('-h')) process.stdout.write(`${help}\n`);
  else if (Object.hasOwn(commands, word)) process.exitCode = await commands[word]?.(rest, here);
  else process.exitCode = await measure(args, here);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\nnpm run bench -- --help shows what there is.\n`);
  process.exitCode = 2;
}
