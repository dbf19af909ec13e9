import { Command, CommanderError } from 'commander';

import { keysCommands } from './keys-commands.js';
import { ledgerCommands } from './ledger-commands.js';
import { licenseCommands } from './license-commands.js';
import { buildCommand } from './build-command.js';
import { packCommand } from './pack-command.js';
import { shippingCommands } from './shipping-commands.js';
import { Terminal, type Surroundings } from './terminal.js';
import { UsageError } from './usage-error.js';

/**
 * Runs one command line.
 * @param args without the program's name.
 * @returns the exit code: 0 done, 1 refused or failed, 2 asked for wrongly.
 */
export async function run(args: string[], around: Surroundings): Promise<number> {
  try {
    await programFor(around).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    around.stderr.write(`${sentence(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function programFor(around: Surroundings): Command {
  const program = new Command('easel-vendor')
    .description('Keys, licences and packages, on the side of the vendor.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => around.stdout.write(text),
      writeErr: (text) => around.stderr.write(text),
    })
    .addHelpText('after', '\nExit codes: 0 done, 1 refused or failed, 2 asked for wrongly.');
  const terminal = new Terminal(around);
  keysCommands(program, terminal);
  licenseCommands(program, terminal);
  ledgerCommands(program, terminal);
  shippingCommands(program, terminal);
  buildCommand(program, terminal);
  packCommand(program, terminal);
  return program;
}

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // How the prompt says that somebody pressed Ctrl-C.
  return error.name === 'ExitPromptError' ? 'Nothing was done' : error.message;
}
