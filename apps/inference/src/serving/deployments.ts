import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { EaselError } from '@easel/errors';
import { ModelError, type Entry, type Release, type Repository } from '@easel/models';
import type { Logger } from '@easel/platform';
import { inference } from '@easel/rpc';
import type { LanePool } from '../lanes/lane-pool.js';
import { monotonicMs, type ReleaseKey } from '../lanes/protocol.js';
import { reproduceGolden } from './golden.js';

const { DEPLOYMENT_STATE_LOADING, DEPLOYMENT_STATE_SERVING, DEPLOYMENT_STATE_FAILED } =
  inference.DeploymentState;

/** How soon a changed `current` is noticed. Two small reads a deployment: cheaper than being clever. */
const LOOK_EVERY_MS = 500;

/** A version that could not be loaded is tried again, since disks fill and lanes are killed for passing reasons. */
const RETRY_MS = { first: 5_000, most: 600_000 };

/** A release that answers, and its key in the lanes. */
export interface Serving {
  release: Release;
  key: ReleaseKey;
}

interface Deployment {
  /** What `current` said and when it was written, or why it was refused: how a change is told. */
  mark: string;
  /** The version to serve. */
  wanted: string | undefined;
  /** What answers; stays while another version loads, or fails to. */
  serving: Serving | undefined;
  problem: string | undefined;
  loading: boolean;
  retry: { at: number; pauseMs: number };
}

const never = { at: Infinity, pauseMs: RETRY_MS.first };

/** Serves what the repository's `current` files name, and follows them while it runs. */
export class Deployments extends EventEmitter<{ change: [] }> {
  readonly #repository: Repository;
  readonly #pool: LanePool;
  readonly #log: Logger;
  readonly #deployments = new Map<string, Deployment>();
  readonly #stopped = new AbortController();
  /** False until every deployment was looked at once. */
  #settled = false;
  /** Why the repository could not be read last time, said once. */
  #unreadable = '';

  constructor(parts: { repository: Repository; pool: LanePool; log: Logger }) {
    super();
    this.#repository = parts.repository;
    this.#pool = parts.pool;
    this.#log = parts.log;
    this.#pool.on('lost', (key, error) => this.#lose(key, error));
    void this.#follow();
  }

  /** Every deployment there is, for whoever watches. */
  table(): inference.Deployment[] {
    return [...this.#deployments].map(([name, { serving, problem, loading }]) => ({
      name,
      version: serving?.release.version ?? '',
      state: serving
        ? DEPLOYMENT_STATE_SERVING
        : loading
          ? DEPLOYMENT_STATE_LOADING
          : DEPLOYMENT_STATE_FAILED,
      problem: problem ?? '',
      classes: serving?.release.labels.length ?? 0,
      tuning: undefined,
    }));
  }

  /** Whether the table can be believed: before that, a missing name may only be one not yet seen. */
  get settled(): boolean {
    return this.#settled;
  }

  /** The release that answers for a deployment now. @throws EaselError 336001 or 336100 */
  serving(name: string): Serving {
    const deployment = this.#deployments.get(name);
    if (deployment?.serving) return deployment.serving;
    if (deployment?.loading || !this.#settled)
      throw EaselError.unavailable(`${name} is loading`, 2);
    if (deployment) throw EaselError.unavailable(`${name} could not be loaded, see the log`, 60);
    throw new EaselError(336001, `no deployment is called ${name}`);
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #follow(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      try {
        await this.#look();
        this.#unreadable = '';
      } catch (err) {
        if (String(err) !== this.#unreadable) this.#log.error({ err }, 'models cannot be read');
        this.#unreadable = String(err);
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal: this.#stopped.signal }).catch(
        () => undefined,
      );
    }
  }

  async #look(): Promise<void> {
    const entries = await this.#repository.list();
    const before = JSON.stringify(this.table());
    const there = new Set(entries.map((entry) => entry.deployment));
    for (const [name, { serving }] of this.#deployments)
      if (!there.has(name)) {
        this.#deployments.delete(name);
        this.#log.info({ deployment: name }, 'deployment removed');
        if (serving) this.#unload(serving.key);
      }
    for (const entry of entries) this.#note(entry);
    if (!this.#settled || JSON.stringify(this.table()) !== before) {
      this.#settled = true;
      this.emit('change');
    }
    for (const [name, deployment] of this.#deployments)
      if (deployment.loading) await this.#activate(name, deployment);
  }

  /** Takes down what an entry says, and whether there is something to load. */
  #note({ deployment: name, current, activatedAt, problem }: Entry): void {
    const known = this.#deployments.get(name);
    const mark = problem ?? `${current ?? ''} ${activatedAt}`;
    if (known?.mark === mark) {
      known.loading = known.retry.at <= monotonicMs();
      return;
    }
    const trouble = problem ?? (current === undefined ? 'its current file is gone' : undefined);
    if (known?.serving && trouble !== undefined) {
      this.#log.error({ deployment: name, problem: trouble }, 'serving on what it had');
      Object.assign(known, { mark, problem: trouble, loading: false, retry: never });
      return;
    }
    // No version of it was ever activated: it is not deployed, which is nobody's fault.
    if (problem === undefined && current === undefined) {
      this.#deployments.delete(name);
      return;
    }
    if (problem !== undefined) this.#log.error({ deployment: name, problem }, 'deployment refused');
    this.#deployments.set(name, {
      mark,
      wanted: problem === undefined ? current : undefined,
      serving: known?.serving,
      problem,
      loading: problem === undefined,
      retry: never,
    });
  }

  /** Loads, proves, switches, releases. The old version answers until the new one has proved itself. */
  async #activate(name: string, deployment: Deployment): Promise<void> {
    const { wanted: version, serving: old, retry } = deployment;
    const start = performance.now();
    try {
      if (version !== undefined && version !== old?.release.version) {
        deployment.serving = await this.#prove(name, version);
        const ms = Math.round(performance.now() - start);
        const was = old?.release.version;
        this.#log.info({ deployment: name, version, ms, was }, 'in service');
        if (old) this.#unload(old.key);
      }
      Object.assign(deployment, { problem: undefined, retry: never });
    } catch (err) {
      // Callers see it on /readyz: what nobody foresaw says nothing of itself there.
      deployment.problem =
        err instanceof ModelError ? err.message : 'it could not be loaded, see the log';
      const { pauseMs } = retry;
      deployment.retry = {
        at: monotonicMs() + pauseMs,
        pauseMs: Math.min(pauseMs * 2, RETRY_MS.most),
      };
      const serving = old?.release.version;
      this.#log.error(
        { deployment: name, version, err, serving, retryMs: pauseMs },
        'a version could not be put into service',
      );
    } finally {
      deployment.loading = false;
      this.emit('change');
    }
  }

  /** A version in every lane, its golden images reproduced. */
  async #prove(name: string, version: string): Promise<Serving> {
    const release = await this.#repository.release(name, version);
    const key = await this.#pool.load(release);
    try {
      await reproduceGolden({ release, key }, this.#pool);
      return { release, key };
    } catch (error) {
      this.#unload(key);
      throw error;
    }
  }

  /** A lane that was started anew could not load it: it answers no more, until it can be loaded again. */
  #lose(lost: ReleaseKey, err: Error): void {
    for (const [name, deployment] of this.#deployments) {
      if (deployment.serving?.key !== lost) continue;
      this.#log.error({ deployment: name, err }, 'a version in service cannot be loaded any more');
      deployment.serving = undefined;
      deployment.problem = err instanceof ModelError ? err.message : 'it is lost, see the log';
      deployment.retry = { at: monotonicMs() + RETRY_MS.first, pauseMs: RETRY_MS.first };
      this.#unload(lost);
      this.emit('change');
    }
  }

  #unload(key: ReleaseKey): void {
    this.#pool.unload(key).catch((err: unknown) => {
      this.#log.error({ err }, 'a version could not be unloaded');
    });
  }
}
