import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { atomicWrite } from '@easel/platform';
import { Compose } from '../docker/compose.js';
import { EnvFile } from './env-file.js';
import { composeFor, runtimeOf, type Runtime } from './runtime.js';
import { sweep } from './sweep.js';

/** What this host has once, whatever is deployed on it: licensing, and which `easel` is installed. `WORK/.easel`. */
export class HostStack {
  readonly project = 'easel-licensing';
  readonly folder: string;
  readonly compose: Compose;
  readonly #env: EnvFile;

  constructor(work: string) {
    this.folder = join(work, '.easel');
    this.compose = new Compose(this.folder);
    this.#env = new EnvFile(join(this.folder, '.env'));
  }

  get composeFile(): string {
    return join(this.folder, 'docker-compose.yml');
  }

  /** What licensing writes: licences, its log, the time. */
  get licensing(): string {
    return join(this.folder, 'state/licensing');
  }

  /** The newest of the vendor's keysets that a package has brought, by which the next ones are judged. */
  get keysetFile(): string {
    return join(this.folder, 'keyset.jwt');
  }

  /** Of licensing and of `easel` itself; undefined before the first install. */
  get release(): string | undefined {
    return this.#env.read()?.EASEL_RELEASE;
  }

  /** Whether licensing is given the cards: `cuda12` once any deployment here runs on one. */
  get runtime(): Runtime {
    return existsSync(this.composeFile) ? runtimeOf(readFileSync(this.composeFile, 'utf8')) : 'cpu';
  }

  /** Licences for a card are bound to what licensing sees of it. */
  giveCards(): void {
    atomicWrite(this.composeFile, composeFor('cuda12', readFileSync(this.composeFile, 'utf8')));
  }

  /** Of what licensing has written. */
  get format(): number {
    return Number(this.#env.read()?.EASEL_FORMAT ?? 1);
  }

  /** Takes away what was never whole: whoever made it was killed. */
  async sweep(): Promise<void> {
    await sweep(this.folder, /^\.(?:stack|images|restore)-|\.new$/);
  }

  /** What it was licensed by. What licensing saw of the clock stays: a licence that comes back is judged by that. */
  async forgetLicense(): Promise<void> {
    for (const name of ['easel.lic', 'queued.lic', 'history'])
      await rm(join(this.licensing, name), { recursive: true, force: true });
  }

  async settle(release: string, format: number): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o755 });
    await mkdir(join(this.folder, 'state'), { recursive: true, mode: 0o700 });
    this.#env.set({
      EASEL_FORMAT: String(format),
      COMPOSE_PROJECT_NAME: this.project,
      EASEL_RELEASE: release,
    });
  }
}
