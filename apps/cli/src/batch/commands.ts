import type { Words } from '@easel/contract';
import type { Command } from 'commander';
import type { Exit } from '../exits.js';
import { messages } from '../messages.js';
import type { Terminal } from '../terminal.js';
import type { OutOptions } from './out.js';
import { batchStatus, list, remove, wish } from './reading.js';
import { results } from './results.js';
import { resume } from './resume.js';
import { run, type RunOptions } from './run.js';
import { Runs } from './runs.js';
import type { BatchDesk, BatchGiven } from './where.js';

/** `easel batch …`: what asks the callers' door, and needs no session. */
export function addBatch(easel: Command, terminal: Terminal): void {
  const text = terminal.text.bind(terminal);
  const batch = easel
    .command('batch')
    .description(text(messages.batchHelp))
    .option('--deployment <NAME>', text(messages.deploymentOption));

  const end = async (work: (desk: BatchDesk) => Promise<Exit>) => {
    const given = { ...easel.opts<BatchGiven>(), ...batch.opts<BatchGiven>() };
    process.exitCode = await work({ given, terminal, runs: Runs.of(process.env) });
  };
  const withOut = (command: Command, outHelp: Words = messages.resultsOption) =>
    command
      .option('--out <FILE>', text(outHelp))
      .option('--format <FORMAT>', text(messages.formatOption))
      .option('--force', text(messages.forceOption));

  withOut(
    batch
      .command('run')
      .description(text(messages.runHelp))
      .argument('[PATH...]', text(messages.pathArgument))
      .option('--import <FOLDER>', text(messages.importOption))
      .option('--all', text(messages.allOption))
      .option('--top <N>', text(messages.topOption))
      .option('--version <VERSION>', text(messages.batchVersionOption)),
  )
    .option('--detach', text(messages.detachOption))
    .action((paths: string[], options: RunOptions) => end((desk) => run(desk, paths, options)));
  withOut(
    batch
      .command('resume')
      .description(text(messages.resumeHelp))
      .argument('[ID]', text(messages.lastIdArgument)),
  ).action((id: string | undefined, options: OutOptions) =>
    end((desk) => resume(desk, id, options)),
  );
  withOut(
    batch
      .command('results')
      .description(text(messages.resultsHelp))
      .argument('<ID>', text(messages.idArgument)),
    messages.outFileOption,
  ).action((id: string, options: OutOptions) => end((desk) => results(desk, id, options)));

  batch
    .command('list')
    .description(text(messages.listHelp))
    .option('--after <ID>', text(messages.afterOption))
    .action(({ after }: { after?: string }) => end((desk) => list(desk, after)));
  const ofOne = {
    status: [messages.batchStatusHelp, batchStatus],
    pause: [messages.pauseHelp, (desk, id) => wish(desk, id, 'pause')],
    cancel: [messages.cancelHelp, (desk, id) => wish(desk, id, 'cancel')],
    delete: [messages.deleteHelp, remove],
  } as const satisfies Record<
    string,
    readonly [unknown, (desk: BatchDesk, id: string) => Promise<Exit>]
  >;
  for (const [name, [help, work]] of Object.entries(ofOne))
    batch
      .command(name)
      .description(text(help))
      .argument('<ID>', text(messages.idArgument))
      .action((id: string) => end((desk) => work(desk, id)));
}
