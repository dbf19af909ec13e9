import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compareVersions } from '@easel/models';
import { atomicWrite } from '@easel/platform';
import { EngineError } from '../docker/engine-error.js';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import type { Ground } from './ground.js';
import { KeptRelease } from './kept-release.js';
import type { Parcel } from './parcel.js';
import { cardFor, requireCard } from './require-card.js';
import { composeFor } from './runtime.js';
import type { Stack } from './stack.js';
import { readsFormat, requireReadable } from './state-format.js';

/** Beside the compose file, until it takes its place. */
const NEXT = 'docker-compose.next.yml';

/** Another release of Easel for a deployment: its images are in Docker already. */
export class NewRelease {
  readonly #ground: Ground;
  readonly #stack: Stack;
  readonly #parcel: Parcel;

  constructor(ground: Ground, stack: Stack, parcel: Parcel) {
    this.#ground = ground;
    this.#stack = stack;
    this.#parcel = parcel;
  }

  /** Undefined where the package brings none, or the one that is there, for the same runtime. */
  static of(ground: Ground, stack: Stack, parcel: Parcel): NewRelease | undefined {
    const { kind, release, runtime } = parcel.manifest;
    if (kind === 'update') return undefined;
    if (stack.release === release && stack.runtime === runtime) return undefined;
    return new NewRelease(ground, stack, parcel);
  }

  /**
   * Keeps what the release that is here would need to come back; of a deployment that is new on a host with others, what
   * is the host's.
   * @throws Failure where this one could not read what there is, or has no card to run on.
   */
  async prepare(): Promise<void> {
    const { composeFile, release: own } = this.#stack;
    const here = own ?? this.#ground.work.host.release;
    const { release, runtime } = this.#parcel.manifest;
    await requireReadable(this.#ground, this.#stack, release);
    if (runtime === 'cuda12')
      await requireCard(this.#ground, this.#card, `easel/inference-cuda12:${release}`);
    if (here !== undefined && (here !== release || existsSync(composeFile)))
      await new KeptRelease(this.#ground, this.#stack, here).keep();
  }

  /**
   * Tries the version on the new images, beside the containers that answer.
   * @throws Failure where they cannot serve it; nothing has changed then.
   */
  async rehearse(version: string): Promise<void> {
    const { name, folder, compose } = this.#stack;
    this.#ground.terminal.note(messages.rehearsing(version));
    await this.#parcel.withStackFiles(async (files) => {
      await this.#putCompose(join(files, 'docker-compose.yml'), join(folder, NEXT));
      try {
        const program = ['node', 'dist/rehearse.js', name, version];
        await compose.run(['-f', NEXT, 'run', '--rm', '--no-deps', '-T', 'inference', ...program], {
          EASEL_RELEASE: this.#parcel.manifest.release,
        });
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        const why = error.message.split('\n').at(-1) ?? '';
        throw new Failure(exits.refused, messages.rehearsalFailed(version, why), { cause: error });
      } finally {
        await rm(join(folder, NEXT), { force: true });
      }
    });
  }

  /** Puts what it is started from in its place. What that replaces was kept, to be put back. */
  async place(): Promise<void> {
    const { host } = this.#ground.work;
    const stack = this.#stack;
    const { release, runtime } = this.#parcel.manifest;
    const format = await readsFormat(this.#ground.engine, release);
    await new KeptRelease(this.#ground, stack, release).putBack();
    await this.#parcel.withStackFiles(async (files) => {
      if (host.release === undefined || compareVersions(host.release, release) < 0) {
        const hadCards = host.runtime === 'cuda12';
        await put(join(files, 'licensing.yml'), host.composeFile);
        if (hadCards) host.giveCards();
        for (const script of ['easel', 'trouble_shooting.sh'])
          await put(join(files, script), join(host.folder, script), 0o755);
        // Last: whoever is killed before it finds the host without this release, and begins anew.
        await host.settle(release, format);
      }
      if (runtime === 'cuda12') {
        host.giveCards();
        stack.setCard(this.#card);
      }
      await put(join(files, 'start-1.sh'), join(stack.folder, 'start/start-1.sh'), 0o755);
      await this.#putCompose(join(files, 'docker-compose.yml'), stack.composeFile);
      stack.setRelease(release, format);
    });
  }

  get #card(): string {
    return cardFor(this.#stack.card);
  }

  async #putCompose(from: string, to: string): Promise<void> {
    const { runtime } = this.#parcel.manifest;
    atomicWrite(to, composeFor(runtime, await readFile(from, 'utf8')), 0o644);
  }
}

const put = async (from: string, to: string, mode = 0o644): Promise<void> =>
  atomicWrite(to, await readFile(from), mode);
