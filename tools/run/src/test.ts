import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from './demo.js';
import { findGo } from './find-go.js';
import { unexcused } from './skipped.js';

/** Whoever offers an engine promised that the rest is there, too. */
const engine = process.env.EASEL_TEST_ENGINE === '1';
const go = findGo() !== undefined || process.env.EASEL_TEST_GO === '1';

/** What `npm test` checks besides the tests themselves, in order. Each counts as one. */
const checks: {
  name: string;
  command: string;
  args: string[];
  failsOn?: RegExp;
  /** Not every machine has its command. */
  optional?: boolean;
}[] = [
  { name: 'formatting', command: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'project graph', command: 'nx', args: ['show', 'projects'] },
  {
    name: 'lint and boundaries',
    command: 'eslint',
    args: ['.', '--max-warnings', '0'],
    // Without a project graph the boundary rule says so, and lets everything pass.
    failsOn: /No cached ProjectGraph/i,
  },
  { name: 'dead code', command: 'knip', args: [] },
  {
    name: 'generated code is current',
    command: 'node',
    args: ['tools/run/dist/generate.js', '--check'],
  },
  {
    name: 'shell scripts',
    command: 'shellcheck',
    args: ['tools/troubleshooting', 'tools/package'].flatMap((folder) =>
      shellScripts(join(checkout, folder)),
    ),
    optional: true,
  },
  {
    name: 'trouble_shooting.sh',
    command: 'bats',
    args: ['tools/troubleshooting/test'],
    optional: true,
  },
  // Its tools come through Go's modules: the first time takes minutes.
  ...(go ? [{ name: 'Helm chart', command: 'node', args: ['tools/run/dist/chart.js'] }] : []),
  // Once, before several tests want them at the same time.
  ...(engine
    ? [
        { name: 'images', command: 'node', args: ['tools/images/dist/main.js', 'build'] },
        { name: 'release', command: 'node', args: ['tools/e2e/dist/delivery/build-release.js'] },
      ]
    : []),
];

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numFailedTestSuites: number;
  testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[];
}

/** What the release's images and packages are kept in, for as long as the tests run. */
const release = mkdtempSync(join(tmpdir(), 'easel-release-'));

const env = {
  EASEL_TEST_RELEASE: release,
  ...process.env,
  NX_DAEMON: 'false',
  NX_NO_CLOUD: 'true',
  NX_TUI: 'false',
  FORCE_COLOR: '0',
};
const totals = { passed: 0, failed: 0 };

if (!go) process.stdout.write('not run here: Helm chart (no Go)\n');

for (const check of checks) {
  if (check.optional && !isHere(check.command) && !engine) {
    process.stdout.write(`not run here: ${check.name} (no ${check.command})\n`);
    continue;
  }
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(check.command, check.args, {
    cwd: checkout,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  });
  const good = status === 0 && !check.failsOn?.test(stdout + stderr);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`${good ? 'ok  ' : 'FAIL'} ${check.name} (${seconds} s)\n`);
  if (!good) process.stdout.write(`${stdout}${stderr}\n`);
  totals[good ? 'passed' : 'failed'] += 1;
}

const report = runTests();
totals.passed += report?.numPassedTests ?? 0;
// A file that cannot even be loaded has no failed test, and is no success either.
const brokenFiles = report?.testResults.filter((file) => file.assertionResults.length === 0) ?? [];
totals.failed += report ? report.numFailedTests + brokenFiles.length : 1;
const skipped =
  report?.testResults
    .flatMap((file) => file.assertionResults)
    .filter(({ status }) => status === 'pending' || status === 'skipped')
    .map(({ fullName }) => fullName) ?? [];
for (const title of skipped) process.stdout.write(`not run here: ${title}\n`);
// Whoever asks for some tests by name skips the others himself.
if (engine && process.argv.length === 2) {
  const missed = unexcused(skipped);
  totals.failed += missed.length;
  for (const title of missed) process.stdout.write(`FAIL skipped: ${title}\n`);
}

rmSync(release, { recursive: true, force: true });
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
process.exit(totals.failed === 0 ? 0 : 1);

function isHere(command: string): boolean {
  return spawnSync(command, ['--version'], { env }).error === undefined;
}

function shellScripts(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(\.sh|\.bats|\.bash|fake-docker)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Runs vitest with the arguments of `npm test -- …`. Undefined when it left no report. */
function runTests(): VitestReport | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'easel-test-'));
  const file = join(folder, 'report.json');
  try {
    spawnSync(
      'vitest',
      [
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
        ...process.argv.slice(2),
      ],
      { cwd: checkout, env, stdio: 'inherit' },
    );
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    process.stdout.write('vitest left no report\n');
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
