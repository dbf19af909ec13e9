import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EaselError } from '@easel/errors';
import { ModelError, Repository, type Release } from '@easel/models';
import { socketFolder } from '@easel/run/sockets';
import { activate, type Outcome } from './activate.js';
import { add, type Added } from './add.js';
import { help, parseAdd, UsageError, type AddOptions } from './options.js';

const home = resolve(process.env.EASEL_HOME ?? './var');
/** Where the operator stands: npm moves to the project's folder before it runs anything. */
const here = process.env.INIT_CWD ?? process.cwd();
const say = (line: string) => process.stdout.write(`${line}\n`);

mkdirSync(home, { recursive: true, mode: 0o700 });
const [word, ...rest] = process.argv.slice(2);
try {
  await run(word, rest);
} catch (error) {
  if (error instanceof UsageError) fail(`${error.message}\n\n${help}`, 2);
  if (error instanceof ModelError || error instanceof EaselError)
    fail(`Not added: ${error.message}`, 1);
  throw error;
}

async function run(word: string | undefined, rest: string[]): Promise<void> {
  if (word === undefined || word === '--help' || rest.includes('--help')) {
    say(help);
    return;
  }
  const repository = new Repository(join(home, 'models'));
  if (word === 'list') return list(repository);
  if (word !== 'add') throw new UsageError(`there is no command ${word}`);
  const options = parseAdd(rest);
  const there = (path: string) => resolve(here, path);
  const added = await add(repository, {
    ...options,
    model: there(options.model),
    labels: there(options.labels),
    golden: options.golden.map(there),
  });
  report(added, options);
  if (!options.activate) {
    say('\nNot activated: npm run easel -- activate, or write its current file.');
    return;
  }
  conclude(added.release, await activate(repository, added.release, socketFolder(home)));
}

/** What Easel made of it. */
function conclude({ deployment, version }: Release, outcome: Outcome): void {
  switch (outcome.how) {
    case 'served':
      say(`\nIt is in service at /${deployment}/ImageClassification.`);
      if (outcome.previous !== '')
        say(`To go back: npm run easel -- activate ${deployment} ${outcome.previous}`);
      return;
    case 'written':
      say('\nIt is current: the Easel that is started here serves it.');
      return;
    case 'refused':
      fail(`\nAdded, but version ${version} is not in service: ${outcome.why}`, 1);
  }
}

function report({ release, unknown, activation, golden }: Added, options: AddOptions): void {
  const { deployment, version, folder, labels, manifest } = release;
  const { width, height, type, layout, channels } = manifest.input;
  say(`Added ${deployment} version ${version}: ${labels.length} classes, ran once.`);
  say(
    `  read off the file  ${width}x${height} ${layout} ${type}, ${channels === 'GREY' ? 'grey' : 'colour'}`,
  );
  say(
    `  told from one run  its numbers are ${activation}${options.activation ? ' (as you said)' : ''}`,
  );
  for (const { file, scores } of golden)
    say(
      `  golden             ${file}: ${scores.map(({ name, score }) => `${name} ${score.toFixed(4)}`).join(', ')}`,
    );
  if (unknown.length > 0) {
    say(`\nNo file can tell these; the ${options.preset} preset says:`);
    for (const guessed of unknown) say(`  ${guessed}`);
    say(
      'If your training code did otherwise, scores will be off: give the option (--help) and add it again.',
    );
  }
  say(`  manifest           ${join(folder, 'manifest.json')}`);
}

async function list(repository: Repository): Promise<void> {
  const entries = await repository.list();
  if (entries.length === 0)
    say(`No models yet in ${repository.root}. Add one: npm run model -- add --help`);
  for (const { deployment, current, problem } of entries) {
    const versions = await repository.versions(deployment);
    const marked = versions.map((version) =>
      version === current ? `${version} (current)` : version,
    );
    say(
      `${deployment}  ${marked.join(', ')}${problem === undefined ? '' : `  refused: it ${problem}`}`,
    );
  }
}

function fail(message: string, status: number): never {
  process.stderr.write(`${message}\n`);
  process.exit(status);
}
