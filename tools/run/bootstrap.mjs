// The way in on a fresh machine: plain JavaScript for whatever Node the host has. Gets Node 24 if the host's is another,
// installs the packages, builds what is stale, then hands over. Everything it gets stays in this folder.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const nodeFolder = join(root, 'tools/node');
const NODE_MAJOR = '24';
const noNode = `Easel needs Node ${NODE_MAJOR}, and none could be got for ${process.platform}-${process.arch}. Install it from your distribution or nodejs.org, then try again.`;

/** What each `npm run` word does once everything is in place. */
const commands = {
  start: ['node', 'tools/run/dist/start.js'],
  test: ['node', 'tools/run/dist/test.js'],
  bench: ['node', 'tools/bench/dist/main.js'],
  easel: ['node', 'apps/cli/dist/main.js'],
  'lease-cost': ['node', 'tools/e2e/dist/lease-cost.js'],
  'batch-torture': ['node', 'tools/e2e/dist/batch-torture.js'],
  model: ['node', 'tools/model/dist/main.js'],
  vendor: ['node', 'tools/vendor/dist/main.js'],
  images: ['node', 'tools/images/dist/main.js'],
  'demo-model': ['node', 'tools/demo-model/dist/main.js'],
  gen: ['node', 'tools/run/dist/generate.js'],
  exec: [],
};

function main() {
  const [word = '', ...rest] = process.argv.slice(2);
  if (!Object.hasOwn(commands, word)) {
    console.error(`usage: node tools/run/bootstrap.mjs ${Object.keys(commands).join('|')} [ARGS]`);
    process.exit(2);
  }
  const env = environment();
  install({ folder: root, env, what: 'packages' });
  build(env);
  const [command, ...args] = [...commands[word], ...rest];
  run(command, args, env);
}

/** The environment in which `node` is Node 24 and the installed tools are on the PATH. */
function environment() {
  const bins = [join(root, 'node_modules/.bin')];
  if (process.versions.node.split('.')[0] !== NODE_MAJOR) {
    install({
      folder: nodeFolder,
      env: process.env,
      what: `Node ${NODE_MAJOR}`,
      brings: 'node_modules/.bin/node',
      otherwise: noNode,
    });
    bins.unshift(join(nodeFolder, 'node_modules/.bin'));
  }
  const env = { ...process.env, PATH: [...bins, process.env.PATH].join(delimiter) };
  const found = spawnSync('node', ['-v'], { env, encoding: 'utf8' });
  if (!found.stdout?.startsWith(`v${NODE_MAJOR}.`)) stop(noNode);
  return env;
}

/**
 * `npm ci`, unless the lock file is the one that was installed last.
 * `brings` is a file that is there afterwards, `otherwise` what to say when nobody knows why it is not.
 */
function install({ folder, env, what, brings = 'node_modules', otherwise }) {
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  const stamp = join(folder, 'node_modules/.easel-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error(`Getting ${what} (the first time takes a minute or two) …`);
  const npm = spawnSync(
    'npm',
    ['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=http'],
    {
      cwd: folder,
      env,
      encoding: 'utf8',
      maxBuffer: 64 * 2 ** 20, // on a full disk it has a line for every file
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  if (npm.error)
    stop('npm was not found. Install Node.js with npm (version 20 or later), then try again.');
  const said = npm.stdout + npm.stderr;
  // To npm a file that did not fit on the disk is a warning, and an optional package that did not come is nothing.
  const whole = !said.includes('TAR_ENTRY_ERROR') && existsSync(join(folder, brings));
  if (npm.status !== 0 || !whole)
    stop(`${reasonOf(said, what) ?? otherwise ?? `${what} could not be installed.`}${quote(said)}`);
  writeFileSync(stamp, lock);
}

/** Why packages did not come, where npm's words tell. */
function reasonOf(said, what) {
  if (/ENOSPC/.test(said))
    return `The disk is full: Easel needs about 1 GB in ${root}. Free some space, then try again.`;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|network/i.test(said))
    return `${what} could not be fetched: the npm registry cannot be reached. The first start needs a network (or npm's registry or proxy setting); later ones do not.`;
  if (/EACCES|EPERM|EROFS/.test(said))
    return `This folder cannot be written: ${root}. Give yourself the right to, then try again.`;
  return undefined;
}

/** What npm said went wrong, each thing once; of thousands of lines, the last. */
function quote(said) {
  const lines = new Set(said.split('\n').filter((line) => /error|warn|failed/i.test(line)));
  return lines.size > 0 ? `\n\nnpm said:\n${[...lines].slice(-20).join('\n')}` : '';
}

/** `tsc -b` builds what is stale. */
function build(env) {
  if (!existsSync(join(root, 'tools/run/dist'))) console.error('Building …');
  const options = { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  const tsc = spawnSync('tsc', ['-b'], options);
  if (tsc.status === 0) return;
  if (tsc.error) {
    rmSync(join(root, 'node_modules/.easel-installed'), { force: true });
    stop('The packages are not whole. Start again: they are fetched anew.');
  }
  if (/ENOSPC/.test(tsc.stdout)) stop(`The disk is full: building needs about 20 MB in ${root}.`);
  stop(`Easel does not build:\n${tsc.stdout}`);
}

/** Hands over: whatever this process is told, its child is told, and it ends as its child does. */
function run(command, args, env) {
  const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('error', (error) => stop(`${command} cannot be run: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

main();
