import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EaselClient } from '@easel/contract';
import { Repository } from '@easel/models';
import {
  batchServices,
  processesOf,
  Site,
  services,
  type ProcessName,
  type Scalable,
  type ServiceName,
} from '@easel/run';
import { findRedisServer } from '@easel/run/redis';
import { ensureDevelopmentLicense } from '@easel/vendor';

export const checkout = new URL('../../..', import.meta.url).pathname;
export const demo = 'surface-defects';

export interface TestSiteOptions {
  /** Further environment for the services. */
  env?: Record<string, string>;
  /** Puts models into the repository; the demo deployment when absent. */
  models?: (repository: Repository) => Promise<void>;
  /** Redis and the batch worker too. */
  batches?: boolean;
  /** Processes of a service; one of each when absent. */
  counts?: Partial<Record<Scalable, number>>;
}

/** The real services in a folder and on ports of their own, gone with everything of theirs when disposed of. */
export class TestSite {
  readonly home: string;
  readonly repository: Repository;
  readonly #site: Site;
  readonly #counts: Partial<Record<Scalable, number>>;

  private constructor(home: string, { env, batches = false, counts = {} }: TestSiteOptions) {
    this.home = home;
    this.#counts = counts;
    this.repository = new Repository(join(home, 'models'));
    this.#site = new Site({
      home,
      sockets: join(home, 'run'),
      redisServer: batches ? findRedisServer() : undefined,
      inferences: counts.inference ?? 1,
      env: {
        EASEL_PORT: '0',
        EASEL_ADMIN_PORT: '0',
        EASEL_LANES: '2',
        EASEL_TUNING: 'off', // a site in a new folder would measure its models each time
        ...env,
      },
    });
  }

  static async start(options: TestSiteOptions = {}): Promise<TestSite> {
    const site = new TestSite(await mkdtemp(join(tmpdir(), 'easel-')), options);
    try {
      ensureDevelopmentLicense(site.home);
      await (options.models ?? addDemo)(site.repository);
      for (const service of [...services, ...(options.batches ? batchServices : [])])
        await Promise.all(site.processes(service).map((name) => site.start(name)));
      await site.ready();
      return site;
    } catch (error) {
      await site[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The callers' door. */
  get url(): string {
    return this.#site.doors.callers;
  }

  get operatorsUrl(): string {
    return this.#site.doors.operators;
  }

  /** The callers' door of one of several gateways; after a start it is another. */
  urlOf(name: ProcessName): string {
    return this.#site.doorsOf(name).callers;
  }

  /** All processes of a service. */
  processes(service: ServiceName): ProcessName[] {
    if (service === 'redis' || service === 'licensing') return [service];
    return processesOf(service, this.#counts[service] ?? 1);
  }

  get client(): EaselClient {
    return new EaselClient(this.url);
  }

  start(name: ProcessName): Promise<void> {
    return this.#site.start(name);
  }

  stop(name: ProcessName, signal?: NodeJS.Signals): Promise<string> {
    return this.#site.stop(name, signal);
  }

  pid(name: ProcessName): number {
    const pid = this.#site.pid(name);
    if (pid === undefined) throw new Error(`${name} is not running`);
    return pid;
  }

  logFile(name: ProcessName): string {
    return this.#site.logFile(name);
  }

  /** @throws Error with the gateway's reasons when it does not become ready. */
  async ready(): Promise<void> {
    const { ready, reasons } = await this.#site.ready(30_000);
    if (!ready) throw new Error(`the site is not ready: ${reasons.join('; ')}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#site.stopAll();
    await rm(this.home, { recursive: true, force: true });
  }
}

/** The committed demo model, as `npm start` puts it into service. */
export async function addDemo(repository: Repository): Promise<void> {
  const release = { deployment: demo, version: '1' };
  await repository.add(release, (folder) =>
    cp(join(checkout, 'examples/models', demo, '1'), folder, { recursive: true }),
  );
  await repository.activate(demo, '1');
}

/** Asks until `test` accepts the answer. Its own limit is the test's. */
export async function eventually<T>(
  ask: () => Promise<T>,
  test: (answer: T) => boolean,
): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (test(answer)) return answer;
    await sleep(20);
  }
}
