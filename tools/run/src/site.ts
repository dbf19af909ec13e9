import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readiness } from '@easel/contract';
import { checkout } from './demo.js';
import { LogFile } from './log-file.js';
import { nodeFlags } from './node-flags.js';
import { makePrivate } from './private-folder.js';
import { askReadiness } from './readiness.js';
import { redisReady, redisSocket, spawnRedis } from './redis-server.js';

/** What it takes to classify, in the order in which they start. */
export const services = ['licensing', 'inference', 'gateway'] as const;
/** What batches need besides. */
export const batchServices = ['redis', 'batch'] as const;
export type ServiceName = (typeof services)[number] | (typeof batchServices)[number];
/** What may have several processes here. */
export type Scalable = 'inference' | 'gateway' | 'batch';
/** A service, or one more process of it, from `gateway-2` on. */
export type ProcessName = ServiceName | `${Scalable}-${number}`;

/** The names of so many processes of a service. */
export const processesOf = (service: Scalable, count: number): ProcessName[] =>
  Array.from({ length: count }, (_, at) =>
    at === 0 ? service : (`${service}-${at + 1}` as const),
  );

/** The gateway first, so that what it has accepted still finds the others; Redis after who talks to it. */
const STOP_ORDER: ServiceName[] = ['gateway', 'batch', 'redis', 'inference', 'licensing'];

/** What the gateway says once both its doors are open. */
export interface Doors {
  callers: string;
  operators: string;
}

/** A service that ended instead of starting, with its last words. */
export class ServiceEnded extends Error {
  override name = 'ServiceEnded';
}

export interface SiteOptions {
  home: string;
  /** A 0700 folder for the unix sockets between the services. */
  sockets: string;
  /** Further environment for all of them. */
  env: Record<string, string>;
  /** The `redis-server` to run; absent: there is none, or another is named in the environment. */
  redisServer?: string | undefined;
  /** Processes of inference that gateways and workers are shared out to by their number; absent: one. */
  inferences?: number;
}

/** The services on this machine, each its own process, logging to `home/log`. */
export class Site {
  readonly #options: SiteOptions;
  readonly #children = new Map<ProcessName, ChildProcess>();
  readonly #doors = new Map<ProcessName, Doors>();

  constructor(options: SiteOptions) {
    this.#options = options;
    for (const folder of [options.home, options.sockets, join(options.home, 'log')])
      makePrivate(folder);
  }

  /** Where the gateway listens, once it has started. */
  get doors(): Doors {
    return this.doorsOf('gateway');
  }

  /** Where one of several gateways does. */
  doorsOf(name: ProcessName): Doors {
    const doors = this.#doors.get(name);
    if (!doors) throw new Error(`${name} has not started`);
    return doors;
  }

  pid(name: ProcessName): number | undefined {
    return this.#children.get(name)?.pid;
  }

  logFile(name: ProcessName): string {
    return join(this.#options.home, 'log', `${name}.log`);
  }

  /** Starts a service and waits until it listens. @throws ServiceEnded when it ends instead. */
  async start(name: ProcessName): Promise<void> {
    const child = name === 'redis' ? await this.#spawnRedis() : this.#fork(name);
    this.#children.set(name, child);
    const words = this.#keepLog(name, child);
    await new Promise<void>((resolve, reject) => {
      if (name === 'redis') void redisReady(child).then(resolve);
      child.on('message', (message: { ready?: boolean } & Partial<Doors>) => {
        const { callers, operators } = message;
        if (callers !== undefined && operators !== undefined)
          this.#doors.set(name, { callers, operators });
        if (message.ready) resolve();
      });
      child.once('error', (error) => reject(new ServiceEnded(`${name}: ${error.message}`)));
      child.once('exit', (code, signal) =>
        reject(
          new ServiceEnded(`${name} ended (${signal ?? `status ${code ?? '?'}`}): ${words()}`),
        ),
      );
    });
  }

  #spawnRedis(): Promise<ChildProcess> {
    const { redisServer } = this.#options;
    if (redisServer === undefined) throw new Error('no redis-server is given');
    return spawnRedis(redisServer, this.#options);
  }

  #fork(name: ProcessName): ChildProcess {
    const { home, sockets, env, redisServer, inferences = 1 } = this.#options;
    const [service = '', number = '1'] = name.split('-');
    const [inference = ''] = processesOf('inference', inferences).slice(
      (Number(number) - 1) % inferences,
    );
    // A process group of its own: Ctrl-C reaches this process only, which stops them in order.
    return fork(join(checkout, 'apps', service, 'dist/main.js'), {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: nodeFlags,
      env: {
        ...process.env,
        EASEL_HOME: home,
        EASEL_LICENSING_ADDRESS: `unix:${sockets}/licensing.sock`,
        EASEL_INFERENCE_ADDRESS: `unix:${sockets}/${inference}.sock`,
        ...(redisServer !== undefined && { EASEL_REDIS_URL: `unix://${redisSocket(sockets)}` }),
        ...env,
      },
    });
  }

  /** Resolves when a service ends, with how. */
  async ended(name: ProcessName): Promise<string> {
    const child = this.#children.get(name);
    if (!child) return 'not started';
    if (child.exitCode === null && child.signalCode === null)
      await new Promise((resolve) => child.once('exit', resolve));
    return child.signalCode ?? `status ${child.exitCode ?? '?'}`;
  }

  async stop(name: ProcessName, signal: NodeJS.Signals = 'SIGTERM'): Promise<string> {
    this.#children.get(name)?.kill(signal);
    return this.ended(name);
  }

  async stopAll(): Promise<void> {
    const names = [...this.#children.keys()];
    for (const service of STOP_ORDER) {
      const processes = names.filter((name) => name.split('-')[0] === service);
      await Promise.all(processes.map((name) => this.stop(name)));
    }
  }

  /** What the gateway says of its readiness, once that is good or `patienceMs` are over. */
  async ready(patienceMs: number): Promise<Readiness> {
    const until = performance.now() + patienceMs;
    for (;;) {
      const readiness = await askReadiness(this.doors.callers);
      if (readiness.ready || performance.now() > until) return readiness;
      await sleep(100);
    }
  }

  /** Copies a service's output to its log file. Returns its last lines, for when it ends. */
  #keepLog(name: ProcessName, child: ChildProcess): () => string {
    const file = new LogFile(this.logFile(name));
    let tail = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        file.write(chunk);
        tail = (tail + chunk.toString()).slice(-2_000);
      });
    child.once('close', () => file.close());
    return () => tail.trim();
  }
}
