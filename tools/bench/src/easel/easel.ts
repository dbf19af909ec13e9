import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdminClient, type Tuning } from '@easel/contract';
import { Repository } from '@easel/models';
import type * as run from '@easel/run';
import type { Site } from '@easel/run';
import { findRedisServer } from '@easel/run/redis';
import type * as vendor from '@easel/vendor';
import { cpuMs, descriptors, family, pssMib } from '../accounting/processes.js';
import type { Address } from '../load/connection.js';
import { checkout } from '../scratch.js';
import { UsageError } from '../usage-error.js';

export interface EaselOptions {
  /** Puts models into the repository. */
  models: (repository: Repository) => Promise<void>;
  /** Further environment for the services. */
  env?: Record<string, string>;
  /** Another revision's checkout, built. */
  from?: string;
  /** Redis and so many batch workers too. */
  workers?: number;
}

/** CPU milliseconds since they began, by part. */
export type Spent = Record<Part, number>;
export const parts = ['gateway', 'inference', 'lanes', 'licensing'] as const;
export type Part = (typeof parts)[number];

/** How long a first load of large models may take. */
const READY_MS = 120_000;

/** The real services as `npm start` runs them, in a folder and on ports of their own. */
export class Easel {
  readonly home: string;
  readonly repository: Repository;
  readonly #site: Site;
  #admin: Promise<AdminClient> | undefined;

  private constructor(home: string, site: Site) {
    this.home = home;
    this.repository = new Repository(join(home, 'models'));
    this.#site = site;
  }

  /** @throws UsageError where workers are asked for and there is no redis-server */
  static async start(options: EaselOptions): Promise<Easel> {
    const { models, env = {}, from = checkout, workers = 0 } = options;
    const { Site, services, processesOf } = (await import(
      join(from, 'tools/run/dist/site.js')
    )) as typeof run;
    const { ensureDevelopmentLicense } = (await import(
      join(from, 'tools/vendor/dist/index.js')
    )) as typeof vendor;
    const home = await mkdtemp(join(tmpdir(), 'easel-bench-'));
    const site = new Site({
      home,
      sockets: join(home, 'run'),
      env: { EASEL_PORT: '0', EASEL_ADMIN_PORT: '0', ...env },
      ...(workers > 0 && { redisServer: requireRedisServer() }),
    });
    const easel = new Easel(home, site);
    try {
      ensureDevelopmentLicense(home);
      await models(easel.repository);
      for (const name of services) await site.start(name);
      if (workers > 0)
        for (const name of ['redis' as const, ...processesOf('batch', workers)])
          await site.start(name);
      const { ready, reasons } = await site.ready(READY_MS);
      if (!ready) throw new Error(`Easel is not ready: ${reasons.join('; ')}`);
      return easel;
    } catch (error) {
      await easel[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The callers' door. */
  get address(): Address {
    const { hostname, port } = new URL(this.#site.doors.callers);
    return { host: hostname, port: Number(port) };
  }

  /** The same, as a URL. */
  get url(): string {
    return this.#site.doors.callers;
  }

  /** Where inference is asked. */
  get inference(): string {
    return `unix:${join(this.home, 'run/inference.sock')}`;
  }

  /** Process ids of the lanes that live now. */
  get lanes(): number[] {
    return family(this.#pid('inference')).slice(1);
  }

  /** Puts another version into service. @throws Error when it is not once this returns */
  async activate(deployment: string, version: string): Promise<void> {
    const admin = await this.#operator();
    const { outcome } = await admin.activate(deployment, { version });
    if (outcome !== 'activated') throw new Error(`${deployment} ${version}: ${outcome}`);
  }

  /** Whether the second of two batch workers works too. */
  async second(works: boolean): Promise<void> {
    await this.#site.stop('batch-2');
    if (works) await this.#site.start('batch-2');
  }

  /** How it runs the model, once it knows. */
  async tuning(deployment: string): Promise<Tuning | undefined> {
    const { deployments } = await (await this.#operator()).deployments();
    return deployments.find(({ name }) => name === deployment)?.tuning ?? undefined;
  }

  spent(): Spent {
    return {
      gateway: sum(family(this.#pid('gateway'))),
      inference: cpuMs(this.#pid('inference')),
      lanes: sum(this.lanes),
      licensing: sum(family(this.#pid('licensing'))),
    };
  }

  /** All processes together, shared pages counted once. */
  pssMib(): number {
    return pssMib(this.#all());
  }

  descriptors(): number {
    return descriptors(this.#all());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#site.stopAll();
    await rm(this.home, { recursive: true, force: true });
  }

  /** The admin, who sets the first password. */
  #operator(): Promise<AdminClient> {
    return (this.#admin ??= (async () => {
      const url = this.#site.doors.operators;
      const secret = (await readFile(join(this.home, 'admin/first-password'), 'utf8')).trim();
      const first = { secret, password: 'a password of a bench' };
      const { token } = await new AdminClient(url).setFirstPassword(first);
      return new AdminClient(url, token);
    })());
  }

  #all(): number[] {
    return (['gateway', 'inference', 'licensing'] as const).flatMap((name) =>
      family(this.#pid(name)),
    );
  }

  #pid(name: 'gateway' | 'inference' | 'licensing'): number {
    const pid = this.#site.pid(name);
    if (pid === undefined) throw new Error(`${name} is not running`);
    return pid;
  }
}

function requireRedisServer(): string {
  const server = findRedisServer();
  if (server === undefined)
    throw new UsageError(
      'batches need a redis-server on the PATH (Debian: apt-get install redis-server)',
    );
  return server;
}

const sum = (pids: number[]) => pids.reduce((all, pid) => all + cpuMs(pid), 0);
