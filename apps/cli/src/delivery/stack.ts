import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isVersion, Repository } from '@easel/models';
import { atomicWrite } from '@easel/platform';
import { Compose } from '../docker/compose.js';
import { EnvFile } from './env-file.js';
import { Journal } from './journal.js';
import { runtimeOf, type Runtime } from './runtime.js';
import { sweep } from './sweep.js';
import { give, publish, settleFile, settleFolder, within } from './tree.js';

/** Who the services run as, in their images. */
const services = { uid: 1000, gid: 1000 };
const root = { uid: 0, gid: 0 };

/** What of a stack's folder is its services' own. */
const owned = ['admin', 'batches', 'secrets', 'tuning'] as const;

export interface Ports {
  callers: number;
  operators: number;
}

/** One deployment on this host: `WORK/NAME`, a compose project of its own. */
export class Stack {
  readonly name: string;
  readonly folder: string;
  readonly models: Repository;
  readonly journal: Journal;
  readonly compose: Compose;
  readonly #env: EnvFile;

  constructor(work: string, name: string) {
    this.name = name;
    this.folder = join(work, name);
    this.models = new Repository(join(this.folder, 'models'));
    this.journal = new Journal(this.folder);
    this.compose = new Compose(this.folder);
    this.#env = new EnvFile(join(this.folder, '.env'));
  }

  /** As compose knows it. */
  get project(): string {
    return this.name.toLowerCase();
  }

  /** A container of this deployment. */
  container(service: 'gateway' | 'inference'): string {
    return `${this.name}-${service}`;
  }

  get composeFile(): string {
    return join(this.folder, 'docker-compose.yml');
  }

  /** Whether it was ever installed here. */
  get exists(): boolean {
    return existsSync(join(this.folder, '.env'));
  }

  /** What the folder says it is: a copy of it under another name says the first. */
  get saysName(): string | undefined {
    return this.#env.read()?.EASEL_NAME;
  }

  /** Of Easel; undefined before it was installed. */
  get release(): string | undefined {
    return this.#env.read()?.EASEL_RELEASE;
  }

  /** What its containers run on; undefined before it was installed. */
  get runtime(): Runtime | undefined {
    if (!existsSync(this.composeFile)) return undefined;
    return runtimeOf(readFileSync(this.composeFile, 'utf8'));
  }

  /** The one that its inference is given, by UUID or number, where it is given any. */
  get card(): string | undefined {
    return this.#env.read()?.EASEL_GPU;
  }

  setCard(card: string): void {
    this.#env.set({ EASEL_GPU: card });
  }

  /** Of what its services have written into the folder: what a release's images say of themselves. */
  get format(): number {
    return Number(this.#env.read()?.EASEL_FORMAT ?? 1);
  }

  get ports(): Ports | undefined {
    const { EASEL_PORT: callers, EASEL_ADMIN_PORT: operators } = this.#env.read() ?? {};
    if (callers === undefined || operators === undefined) return undefined;
    return { callers: Number(callers), operators: Number(operators) };
  }

  /** Whether it has a worker for batches and a Redis of its own. */
  get hasBatches(): boolean {
    const profiles = this.#env.read()?.COMPOSE_PROFILES ?? '';
    return profiles.split(',').includes('batches');
  }

  /** Where callers reach it, from this host. */
  get callersUrl(): string {
    const { EASEL_HOST: host = '' } = this.#env.read() ?? {};
    const everywhere = ['', '0.0.0.0', '::', '[::]'].includes(host);
    return `http://${everywhere ? '127.0.0.1' : host}:${this.ports?.callers ?? 0}`;
  }

  get classifyUrl(): string {
    return `${this.callersUrl}/${this.name}/ImageClassification`;
  }

  /** Where operators reach it, on this host. */
  get adminUrl(): string {
    return `http://127.0.0.1:${this.ports?.operators ?? 0}`;
  }

  current(): Promise<string | undefined> {
    return this.models.current(this.name);
  }

  versions(): Promise<string[]> {
    return this.models.versions(this.name);
  }

  setRelease(release: string, format = this.format): void {
    this.#env.set({ EASEL_RELEASE: release, EASEL_FORMAT: String(format) });
  }

  /** Its folder and its figures; what somebody set in `.env` besides stays. */
  async settle(ports: Ports, release: string): Promise<void> {
    for (const folder of [...owned, 'models', 'start'])
      await mkdir(join(this.folder, folder), { recursive: true, mode: 0o755 });
    this.#env.set({
      EASEL_FORMAT: String(this.format),
      COMPOSE_PROJECT_NAME: this.project,
      EASEL_NAME: this.name,
      EASEL_PORT: String(ports.callers),
      EASEL_ADMIN_PORT: String(ports.operators),
      EASEL_RELEASE: release,
    });
  }

  /** Gives it a worker for batches and a Redis of its own, with a password that nobody else has. */
  async withBatches(): Promise<void> {
    const folder = join(this.folder, 'secrets');
    await chmod(folder, 0o700);
    const password = join(folder, 'redis-password');
    // Redis and the gateway run as different users, and are each given this file alone.
    if (!existsSync(password)) atomicWrite(password, `${randomBytes(24).toString('hex')}\n`, 0o644);
    this.#env.set({
      COMPOSE_PROFILES: 'batches',
      EASEL_REDIS_URL: `redis://${this.name}-redis:6379`,
      EASEL_REDIS_PASSWORD_FILE: '/var/lib/easel/secrets/redis-password',
    });
  }

  /**
   * Gives the services what they write. Copying a folder as root makes all of it root's, and with a strict umask nobody
   * else's to read: they could not read their own secrets then, nor models.
   * @throws Failure where a link stands in the place of a folder of models.
   */
  async own(): Promise<void> {
    if (process.getuid?.() !== 0) return;
    for (const name of owned) await give(join(this.folder, name), services);
    // Redis, which is another user, is given this file alone.
    await within(join(this.folder, 'secrets'), (held) =>
      settleFile(join(held, 'redis-password'), services, 0o644),
    );
    await within(join(this.folder, 'models'), async (models) => {
      // Root's from here on: a service that somebody got hold of cannot put a link in the place of a deployment.
      await settleFolder(models, root, 0o755);
      await within(join(models, this.name), ownDeployment);
    });
  }

  /** Takes away what was never whole, of a version or a file, and what was set aside for what has ended. */
  async sweep(): Promise<void> {
    await within(join(this.folder, 'models', this.name), (held) =>
      sweep(held, /^\.|^current\.[0-9a-f]{12}$/),
    );
    await sweep(join(this.folder, 'backup'), /\.new$/);
    await sweep(this.folder, /\.new$|^docker-compose\.next\.yml$/);
    if (!this.journal.open()) this.journal.makeRoom();
  }
}

/**
 * Inference writes `current`, and a draft of it beside the versions, which are not its own: in this folder only what one
 * has made oneself can be renamed.
 */
async function ownDeployment(held: string): Promise<void> {
  await settleFolder(held, { ...root, gid: services.gid }, 0o1775);
  await settleFile(join(held, 'current'), services, 0o644);
  for (const entry of await readdir(held, { withFileTypes: true }))
    if (entry.isDirectory() && isVersion(entry.name)) await publish(join(held, entry.name), root);
}
