#!/usr/bin/env node
import { CommanderError } from 'commander';
import { exits } from './exits.js';
import { foreseen } from './explain.js';
import { interrupted } from './interruption.js';
import { languageOf } from './language.js';
import { legible } from './legible.js';
import { program } from './program.js';
import { Terminal } from './terminal.js';
import { usageFailure } from './usage.js';

const args = process.argv.slice(2);
const terminal = new Terminal(languageOf(args, process.env), args.includes('--json'));

process.on('SIGINT', interrupted);
// Whoever reads may have seen enough (`| head`); what was asked for is done all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await program(terminal).parseAsync(args, { from: 'user' });
} catch (error) {
  fail(error);
}

function fail(error: unknown): void {
  if (error instanceof Error && error.name === 'ExitPromptError') process.exit(exits.interrupted);
  const failure = error instanceof CommanderError ? usageFailure(error) : foreseen(error);
  if (!failure) return;
  if (terminal.json) terminal.document(failure.document);
  else terminal.note(legible(failure.words));
  process.exitCode = failure.exit;
}
