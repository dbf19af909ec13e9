import { existsSync, readFileSync } from 'node:fs';
import { lstat, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compareVersions } from '@easel/models';
import { atomicWrite, boundedRead, syncFolder, syncTree } from '@easel/platform';
import { z } from 'zod';
import type { Ground } from './ground.js';
import type { Stack } from './stack.js';
import { copy, remove } from './tree.js';

const keptSchema = z.strictObject({
  format: z.literal(1),
  release: z.string(),
  /** Of what the deployment's folder holds. */
  state_format: z.int(),
  host: z.strictObject({ release: z.string(), state_format: z.int() }).nullable(),
  /** ISO 8601. */
  at: z.string(),
});

/** Bytes: what was kept is told in a few lines. */
const LONGEST = 64 * 1024;

/**
 * What of a deployment's folder a release may write in a form of its own, or is started from. Models never change. What says the format is
 * the last: until it is back, whoever was killed in the middle begins anew.
 */
const ofStack = ['docker-compose.yml', 'start', 'admin', '.env'] as const;
const ofHost = ['docker-compose.yml', 'easel', 'trouble_shooting.sh', '.env'] as const;
/** The log before the mark of time: its last line must not be later than the mark. */
const ofLicensing = ['audit.jsonl.1', 'audit.jsonl', 'state.json', 'easel.lic', 'queued.lic'];

/** A release's own state as it was when another took its place, in `WORK/NAME/backup/<release>`. */
export class KeptRelease {
  readonly #ground: Pick<Ground, 'work' | 'engine'>;
  readonly #stack: Stack;
  readonly #release: string;
  readonly folder: string;

  constructor(ground: Pick<Ground, 'work' | 'engine'>, stack: Stack, release: string) {
    this.#ground = ground;
    this.#stack = stack;
    this.#release = release;
    this.folder = join(stack.folder, 'backup', release);
  }

  get exists(): boolean {
    return this.#says() !== undefined;
  }

  /** Keeps what there is now; what was kept of this release before goes. */
  async keep(): Promise<void> {
    const draft = `${this.folder}.new`;
    await rm(draft, { recursive: true, force: true });
    try {
      await this.#copyTo(draft);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw error;
    }
    await rm(this.folder, { recursive: true, force: true });
    await rename(draft, this.folder);
    await syncTree(this.folder);
  }

  async #copyTo(draft: string): Promise<void> {
    const { host } = this.#ground.work;
    await mkdir(join(draft, 'host/licensing'), { recursive: true, mode: 0o700 });
    await copyAll(this.#stack.folder, draft, ofStack);
    await copyAll(host.folder, join(draft, 'host'), ofHost);
    const licensing = join(host.folder, 'state/licensing');
    await copyAll(licensing, join(draft, 'host/licensing'), [...ofLicensing, 'history']);
    const kept: z.input<typeof keptSchema> = {
      format: 1,
      release: this.#release,
      state_format: this.#stack.format,
      host:
        host.release === undefined ? null : { release: host.release, state_format: host.format },
      at: new Date().toISOString(),
    };
    atomicWrite(join(draft, 'kept.json'), `${JSON.stringify(kept, null, 2)}\n`, 0o600);
    await syncTree(draft);
  }

  /** Whether what the deployment is started from is this release's. */
  get inPlace(): boolean {
    const { release, composeFile } = this.#stack;
    return release === this.#release && textOf(composeFile) === textOf(this.#composeFile);
  }

  /** Starts the deployment from what this release brought. @returns whether that was to be changed, and could be. */
  putBackStart(): boolean {
    const kept = textOf(this.#composeFile);
    if (this.inPlace || kept === undefined) return false;
    atomicWrite(this.#stack.composeFile, kept, 0o644);
    this.#stack.setRelease(this.#release);
    return true;
  }

  /** Gives the deployment what this release can read, where a later one has carried it forward since. */
  async putBack(): Promise<void> {
    const kept = this.#says();
    if (!kept || kept.state_format >= this.#stack.format) return;
    await this.#ground.engine.remove(this.#stack.container('gateway'));
    await replaceAll(this.folder, this.#stack.folder, ofStack);
  }

  /**
   * The same after `failed` was not fit for service, for the host too: its licensing goes back with it, unless another
   * deployment needs the later one.
   * @returns whether what licensing is started from was put back.
   */
  async takeBack(failed: string): Promise<boolean> {
    await this.putBack();
    const { work, engine } = this.#ground;
    const { host } = work;
    const before = this.#says()?.host;
    if (!before || compareVersions(before.release, failed) >= 0) return false;
    // Cut off in the middle, the host has some of its files and still says that it is of the release before.
    if (host.release !== failed && host.release !== before.release) return false;
    const others = (await work.stacks()).filter(({ name }) => name !== this.#stack.name);
    const needed = others.some(
      ({ release }) => release !== undefined && compareVersions(before.release, release) < 0,
    );
    if (needed) return false;
    if (before.state_format < host.format) {
      // One that runs would write its own form over what is put there.
      await engine.remove('easel-licensing');
      await replaceAll(join(this.folder, 'host'), join(host.folder, 'state'), ['licensing']);
    }
    await replaceAll(join(this.folder, 'host'), host.folder, ofHost);
    return true;
  }

  get #composeFile(): string {
    return join(this.folder, 'docker-compose.yml');
  }

  #says() {
    const file = boundedRead(join(this.folder, 'kept.json'), LONGEST);
    if (file.state !== 'read') return undefined;
    const parsed = keptSchema.safeParse(JSON.parse(file.bytes.toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  }
}

/** Undefined where somebody took the file away. */
const textOf = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, 'utf8') : undefined;

/** What is not there is not copied. */
async function copyAll(from: string, to: string, names: readonly string[]): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of names) await copy(join(from, name), join(to, name));
}

/**
 * What stands there goes; what was not kept stays. Each is on the disk before the next is begun: after a loss of power
 * too the last stands for those before it.
 */
async function replaceAll(from: string, to: string, names: readonly string[]): Promise<void> {
  for (const name of names.filter((each) => existsSync(join(from, each)))) {
    const draft = join(to, `${name}.new`);
    await remove(draft);
    try {
      await copy(join(from, name), draft);
      const isFolder = (await lstat(draft)).isDirectory();
      if (isFolder) {
        await syncTree(draft);
        await remove(join(to, name));
      }
      await rename(draft, join(to, name));
      await syncFolder(to);
    } catch (error) {
      await remove(draft);
      throw error;
    }
  }
}
