import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { checkout } from './demo.js';
import { findGo } from './find-go.js';

// `node chart.js`: whether the Helm chart is one, and what it makes is what Kubernetes takes, for each set of values in its
// `ci`. Its two tools come through Go's modules, once: they are kept in the cache folder of this user.

const HELM = 'helm.sh/helm/v3/cmd/helm@v3.18.6';
const VALIDATE = 'sigs.k8s.io/kubectl-validate@v0.0.4';
/** The oldest that the chart is for, and a newer one that the schemas of this kubectl-validate have. */
const KUBERNETES = ['1.25', '1.30'];

const chart = join(checkout, 'deploy/helm/easel');
const helm = install(HELM, 'helm');
const validate = install(VALIDATE, 'kubectl-validate');

run(helm, ['lint', '--strict', '--kube-version', '1.30', chart]);
const made = mkdtempSync(join(tmpdir(), 'easel-chart-'));
process.on('exit', () => rmSync(made, { recursive: true }));
// Where nobody says where the images are, some registry's would be run.
const unsaid = spawnSync(helm, ['template', 'easel', chart, '--kube-version', '1.30'], {
  encoding: 'utf8',
});
if (unsaid.status === 0 || !unsaid.stderr.includes('image.registry is where'))
  fail(`a chart without image.registry ends with ${unsaid.status}: ${unsaid.stderr}`);
for (const file of readdirSync(join(chart, 'ci'))) {
  const values = ['--kube-version', '1.30', '--namespace', 'easel', '-f', join(chart, 'ci', file)];
  const manifests = join(made, file);
  writeFileSync(manifests, run(helm, ['template', 'easel', chart, ...values]));
  for (const version of KUBERNETES) run(validate, [manifests, '--version', version]);
  process.stdout.write(`${file}: what Kubernetes ${KUBERNETES.join(' and ')} take\n`);
}

/** @returns where it is. @throws Error when Go cannot get or build it. */
function install(module: string, name: string): string {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(cache, 'easel-tools', basename(module));
  const path = join(folder, name);
  if (existsSync(path)) return path;
  const go = findGo();
  if (go === undefined) throw new Error('there is no Go here to get it with');
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, GOBIN: folder };
  execFileSync(go, ['install', module], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  return path;
}

function run(command: string, args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return stdout;
  return fail(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
}

function fail(why: string): never {
  process.stderr.write(`${why}\n`);
  return process.exit(1);
}
