import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { docker } from '../engine.js';
import { eventually } from '../test-site.js';
import { layOutBareRoot } from './bare-root.js';
import { done, ran } from './shell.js';

/** Where an operator finds what he was sent, and where Easel works when nobody says otherwise. */
const places = { opt: '/opt', work: '/home/baidu/work' };

/**
 * Starts an engine where nothing is but the loopback: in namespaces of its own, whose `/run`, `/home` and `/opt` are its
 * own too. What the operator sees below `root` lies at the same paths as the engine sees it.
 */
const start = `
  ip link set lo up
  for folder in /run /home; do mount -t tmpfs tmpfs $folder; done
  share() { mkdir -p $2 $ROOT$2; mount --bind $1 $2; mount --bind $1 $ROOT$2; }
  share $OPT ${places.opt}
  share $WORK ${places.work}
  exec dockerd --data-root $FOLDER/data --exec-root $FOLDER/exec --pidfile $FOLDER/pid --log-level error \
    -H unix:///run/docker.sock -H unix://$ROOT/run/docker.sock 2> $FOLDER/log`;

/** Folders of the test that a fresh host is given. */
interface Given {
  /** Read as `/opt`. */
  opt: string;
  /** Its work root. */
  work: string;
}

/**
 * A host on which nothing was ever installed but Python and Docker: an engine of its own, with no image and no way to
 * any network, and a root folder without node, easel, locale or terminal from which an operator asks it. That no step
 * needs the internet is shown by there being none: not for the operator, nor for the engine, which could pull an image,
 * nor for the containers that share its network.
 */
export class FreshHost implements AsyncDisposable {
  readonly #folder: string;
  readonly #root: string;
  readonly #engine: ChildProcess;

  private constructor(folder: string, { opt, work }: Given) {
    this.#folder = folder;
    this.#root = join(folder, 'root');
    const namespaces = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
    const env = { ...process.env, FOLDER: folder, ROOT: this.#root, OPT: opt, WORK: work };
    this.#engine = spawn('unshare', [...namespaces, 'bash', '-euc', start], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  static async start(given: Given): Promise<FreshHost> {
    // Beside the other engine's folder, since not every file system can hold images.
    const folder = await mkdtemp(`${docker('info', '-f', '{{.DockerRootDir}}').trim()}-fresh-`);
    await layOutBareRoot(join(folder, 'root'));
    for (const path of [given.opt, given.work]) await mkdir(path, { recursive: true });
    const host = new FreshHost(folder, given);
    await eventually(
      () => ran('docker', ['-H', host.#socket, 'version']),
      ({ status }) => status === 0 || host.#ended,
    );
    if (host.#ended) throw new Error(await readFile(join(folder, 'log'), 'utf8'));
    return host;
  }

  get #socket(): string {
    return `unix://${this.#root}/run/docker.sock`;
  }

  get #ended(): boolean {
    return this.#engine.exitCode !== null;
  }

  /** Of the engine, as this machine knows it. */
  get #pid(): number {
    const { pid = 0 } = this.#engine;
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
  }

  /** Runs lines of a shell as an operator types them there, with no terminal and nothing set but where programs lie. */
  bash(lines: string): Promise<string> {
    const nothing = ['-i', 'PATH=/usr/bin:/usr/sbin'];
    const there = ['--target', String(this.#pid), '--mount', '--net', '--pid'];
    const bare = ['chroot', this.#root, '/usr/bin/bash', '-euo', 'pipefail', '-c', lines];
    return done('env', [...nothing, 'nsenter', ...there, ...bare]);
  }

  /** What the engine says to a question of ours. */
  docker(...args: string[]): Promise<string> {
    return done('docker', ['-H', this.#socket, ...args]);
  }

  /** Whether the engine's network, which the host's own programs have too, leads anywhere but to itself. */
  get leadsOut(): boolean {
    const table = readFileSync(`/proc/${this.#pid}/net/route`, 'utf8').trim().split('\n').slice(1);
    return table.some((route) => route.split('\t')[1] === '00000000');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ids = (await this.docker('ps', '-aq')).split('\n').filter(Boolean);
    if (ids.length > 0) await this.docker('rm', '-f', ...ids);
    const gone = once(this.#engine, 'exit');
    this.#engine.kill('SIGKILL'); // and with it all that its namespaces hold
    await gone;
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
