import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { getPriority, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { EaselClient } from '@easel/contract';
import { docker, tryDocker } from '../engine.js';
import { example } from '../fixtures.js';
import { eventually } from '../test-site.js';
import { demoVersion } from './demo-version.js';
import { Release, vendor } from './release.js';
import { SmallDisk } from './small-disk.js';
import { done, ran, type Ran, type Surroundings } from './shell.js';

const photo = example('jpg');

/** Of a process: only root may have it. */
const HIGHEST = -20;
/** Milliseconds. */
const BETWEEN_TURNS = 5;

/** A package's order, beyond the version. */
interface Pack {
  /** Brings these images; an update without. */
  full?: Release;
  /** Changes the model before it is packed. */
  spoil?: (folder: string) => Promise<void>;
  /** Options of `easel-vendor pack` in place of those that are right. */
  says?: string[];
}

export interface Held {
  go(): void;
  kill(): void;
}

/**
 * A customer's host: a work folder and a deployment of its own on this machine's real engine, and the vendor that it has
 * its packages and its licence from. A host has one licensing, so there is one at a time.
 */
export class ReleaseHost implements AsyncDisposable {
  readonly name = 'e2e-line';
  readonly release: Release;
  /** Where everything of it lies. */
  readonly folder: string;
  readonly work: string;

  readonly #disk: SmallDisk | undefined;

  private constructor(release: Release, folder: string, disk?: number) {
    this.release = release;
    this.folder = folder;
    this.#disk = disk === undefined ? undefined : new SmallDisk(folder, disk);
    this.work = join(this.#disk?.folder ?? folder, 'work');
  }

  /** @param disk bytes of a disk of its own for the work folder. */
  static async open({ disk }: { disk?: number } = {}): Promise<ReleaseHost> {
    const release = await Release.built();
    return new ReleaseHost(release, await mkdtemp(join(tmpdir(), 'easel-host-')), disk);
  }

  /** That of the work folder, where it has one of its own. */
  get disk(): SmallDisk {
    if (!this.#disk) throw new Error('the work folder has no disk of its own');
    return this.#disk;
  }

  get env(): Record<string, string> {
    return { EASEL_WORK: this.work, WORK: this.work, DEPLOY_NAME: this.name };
  }

  get stack(): string {
    return join(this.work, this.name);
  }

  /** Runs lines of a shell as an operator types them, who would stop at the first that fails. */
  bash(lines: string, { env, ...more }: Surroundings = {}): Promise<string> {
    const surroundings = { cwd: this.folder, env: { ...this.env, ...env }, ...more };
    return done('bash', ['-euo', 'pipefail', '-c', lines], surroundings);
  }

  /** `easel` of this host, however it ends. */
  easel(args: string[], more: Surroundings = {}): Promise<Ran> {
    const surroundings = { cwd: this.folder, env: this.env, ...more };
    return ran('bash', [join(this.work, '.easel/easel'), ...args], surroundings);
  }

  /** `easel` of this host, which is to do what it is told. @throws Error with what it said instead. */
  async does(args: string[]): Promise<void> {
    const { status, output } = await this.easel(args);
    if (status !== 0) throw new Error(`easel ${args.join(' ')} ended with ${status}:\n${output}`);
  }

  /** Packs the demo model; once for all hosts, where nothing is wrong with it or with what it says. @returns the package's path. */
  async pack(version: string, { full, spoil, says }: Pack = {}): Promise<string> {
    const kept = join(this.release.folder, 'packed', `${version}-${full?.name ?? 'update'}`);
    const own = spoil !== undefined || says !== undefined;
    const there = own ? undefined : await packageIn(kept);
    if (there !== undefined) return there;
    const out = await mkdtemp(join(this.folder, 'packed-'));
    const model = join(out, 'model');
    await mkdir(model);
    await demoVersion(model, version);
    await spoil?.(model);
    const what = ['--name', this.name, '--version', version, '--model', model];
    const brings = full ? ['--images', full.images] : ['--release', this.release.name];
    const into = own ? out : kept;
    const keys = ['--keys', this.release.keys];
    await vendor('pack', ...keys, ...what, ...brings, '--out', into, ...(says ?? []));
    const made = await packageIn(into);
    if (made === undefined) throw new Error(`nothing was packed in ${into}`);
    return made;
  }

  /** What an operator does first with a full package. @param options of `easel install`. */
  async unpackAndInstall(...options: string[]): Promise<string> {
    const full = await this.pack('1', { full: this.release });
    return this.bash(
      `mkdir -p opt && cd opt && tar zxf ${full}
       python3 original/package/Install/install.py install ${[this.name, ...options].join(' ')}`,
    );
  }

  /** Installs the first version from a full package, with a licence in force. */
  async install(...options: string[]): Promise<void> {
    await this.unpackAndInstall(...options);
    await this.renew();
  }

  /** Has a licence in force, made by the vendor from this host's request. */
  async renew(): Promise<void> {
    await this.does(['lu', await this.license()]);
  }

  /** The pid of the program that an operator's `easel` runs in its container, once it does. */
  async installer(): Promise<number> {
    return eventually(
      () => Promise.resolve(this.#pidOfInstaller()),
      (pid) => pid > 0,
    );
  }

  /**
   * Holds that program at the first moment of which `when` is true, so that something can happen to it there. Some last
   * a millisecond: it may be past one by the time that it stands still, or may have ended without its being seen.
   * @returns undefined where `when` is not true of what stands still; it goes on by itself then.
   */
  async held(when: () => boolean): Promise<Held | undefined> {
    const pid = await this.installer();
    const before = getPriority();
    // Whoever looks must not wait for those that are looked at.
    setPriority(HIGHEST);
    try {
      while (!seen(when)) {
        if (!existsSync(`/proc/${pid}`)) return undefined;
        await turn();
      }
      process.kill(pid, 'SIGSTOP');
    } finally {
      setPriority(before);
    }
    const go = () => process.kill(pid, 'SIGCONT');
    if (when()) return { go, kill: () => process.kill(pid, 'SIGKILL') };
    go();
    return undefined;
  }

  /** 0 where there is none: one that has just ended may be listed and gone. */
  #pidOfInstaller(): number {
    const [id = ''] = docker('ps', '-q', '--filter', `ancestor=${this.cli}`).split('\n');
    try {
      return id === '' ? 0 : Number(docker('inspect', '-f', '{{.State.Pid}}', id));
    } catch {
      return 0;
    }
  }

  /** The image of `easel` that is installed here, or that a first install starts from its package. */
  private get cli(): string {
    const file = join(this.work, '.easel/.env');
    const env = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return `easel/cli:${/^EASEL_RELEASE=(.+)$/m.exec(env)?.[1] ?? this.release.name}`;
  }

  /** What is under way, or was last. */
  get journal(): { state: string; why?: string } {
    const file = join(this.stack, 'journal.json');
    return JSON.parse(readFileSync(file, 'utf8')) as { state: string; why?: string };
  }

  /** What the vendor answers to the request that this host wrote. @returns the path of the licence. */
  async license(...options: string[]): Promise<string> {
    const out = join(await mkdtemp(join(this.folder, 'licence-')), 'easel.lic');
    const request = ['--request', join(this.work, 'easel-request.json'), '--accept-weak'];
    const order = ['--customer', 'somebody', '--kind', 'term', '--days', '30', '--yes'];
    const keys = ['--keys', this.release.keys];
    await vendor('license', 'issue', ...keys, ...request, ...order, ...options, '--out', out);
    return out;
  }

  /** Where callers reach it, as `.env` has it. */
  get port(): number {
    const env = readFileSync(join(this.stack, '.env'), 'utf8');
    return Number(/^EASEL_PORT=(\d+)$/m.exec(env)?.[1]);
  }

  get client(): EaselClient {
    return new EaselClient(`http://127.0.0.1:${this.port}`);
  }

  classify(): ReturnType<EaselClient['classify']> {
    return this.client.classify(this.name, photo.bytes, 1);
  }

  /** The version that answers callers, asked once. @throws Error where none does. */
  async answering(): Promise<string> {
    const answer = await this.classify();
    if (!('results' in answer)) throw new Error(`${answer.error_code}: ${answer.error_msg}`);
    const [, label, version] = /^(.*)-v(.*)$/.exec(answer.results[0]?.name ?? '') ?? [];
    if (label !== photo.label || version === undefined) throw new Error(JSON.stringify(answer));
    return version;
  }

  /** The version that answers, as soon as one does. */
  async answers(): Promise<string> {
    let version = '';
    await eventually(
      () => this.answering().catch(() => ''),
      (found) => (version = found) !== '',
    );
    return version;
  }

  /** Names of its containers, of whatever state. */
  containers(): string[] {
    return docker('ps', '-a', '--format', '{{.Names}}')
      .split('\n')
      .filter((name) => name.startsWith(`${this.name}-`) || name === 'easel-licensing')
      .sort();
  }

  /** As though nobody had ever installed anything. */
  async [Symbol.asyncDispose](): Promise<void> {
    const containers = this.containers();
    if (containers.length > 0) docker('rm', '-f', ...containers);
    for (const network of [`${this.name}_services`, `${this.name}_doors`, 'easel-licensing'])
      tryDocker('network', 'rm', network);
    this.#disk?.[Symbol.dispose]();
    await rm(this.folder, { recursive: true, force: true });
    if (process.env.EASEL_TEST_RELEASE === undefined) await this.release.forget();
  }
}

/** Looked for without a pause, but for what else is to be done now and then. */
function seen(when: () => boolean): boolean {
  const until = performance.now() + BETWEEN_TURNS;
  while (performance.now() < until) if (when()) return true;
  return false;
}

async function packageIn(folder: string): Promise<string | undefined> {
  const names = existsSync(folder) ? await readdir(folder) : [];
  const name = names.find((each) => each.endsWith('.tar.gz'));
  return name === undefined ? undefined : join(folder, name);
}
