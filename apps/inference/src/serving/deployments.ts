import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { EaselError } from '@easel/errors';
import { ModelError, type Entry, type Release, type Repository } from '@easel/models';
import type { Logger } from '@easel/platform';
import { inference } from '@easel/rpc';
import type { LanePool } from '../lanes/lane-pool.js';
import { reproduceGolden } from './golden.js';

const { DEPLOYMENT_STATE_LOADING, DEPLOYMENT_STATE_SERVING, DEPLOYMENT_STATE_FAILED } =
  inference.DeploymentState;

/** How soon a changed `current` is noticed. Two small reads a deployment: cheaper than being clever. */
const LOOK_EVERY_MS = 500;

interface Deployment {
  /** What `current` named when it was last looked at. */
  wanted: string | undefined;
  /** What answers; stays while another version loads, or fails to. */
  serving: Release | undefined;
  problem: string | undefined;
  loading: boolean;
}

/** Serves what the repository's `current` files name, and follows them while it runs. */
export class Deployments extends EventEmitter<{ change: [] }> {
  readonly #repository: Repository;
  readonly #pool: LanePool;
  readonly #log: Logger;
  readonly #deployments = new Map<string, Deployment>();
  readonly #stopped = new AbortController();
  /** False until every deployment was looked at once. */
  #settled = false;

  constructor(parts: { repository: Repository; pool: LanePool; log: Logger }) {
    super();
    this.#repository = parts.repository;
    this.#pool = parts.pool;
    this.#log = parts.log;
    void this.#follow();
  }

  /** Every deployment there is, for whoever watches. */
  table(): inference.Deployment[] {
    return [...this.#deployments].map(([name, { serving, problem, loading }]) => ({
      name,
      version: serving?.version ?? '',
      state: serving
        ? DEPLOYMENT_STATE_SERVING
        : loading
          ? DEPLOYMENT_STATE_LOADING
          : DEPLOYMENT_STATE_FAILED,
      problem: problem ?? '',
      classes: serving?.labels.length ?? 0,
    }));
  }

  /** Whether the table can be believed: before that, a missing name may only be one not yet seen. */
  get settled(): boolean {
    return this.#settled;
  }

  /** The release that answers for a deployment now. @throws EaselError 336001 or 336100 */
  serving(name: string): Release {
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
      } catch (err) {
        this.#log.error({ err }, 'the model repository cannot be read');
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal: this.#stopped.signal }).catch(
        () => undefined,
      );
    }
  }

  async #look(): Promise<void> {
    const entries = await this.#repository.list();
    const there = new Set(entries.map((entry) => entry.deployment));
    for (const [name, { serving }] of this.#deployments) {
      if (there.has(name)) continue;
      this.#deployments.delete(name);
      this.#log.info({ deployment: name }, 'deployment removed');
      if (serving) this.#release(serving);
      this.emit('change');
    }
    const changed = entries.filter((entry) => this.#note(entry));
    if (!this.#settled || changed.length > 0) {
      this.#settled = true;
      this.emit('change');
    }
    for (const { deployment, current } of changed)
      if (current !== undefined) await this.#activate(deployment, current);
  }

  /** Takes down what an entry says. True when there is something new to do or to tell. */
  #note({ deployment: name, current, problem }: Entry): boolean {
    const known = this.#deployments.get(name);
    const wanted = problem === undefined ? current : undefined;
    if (known && known.wanted === wanted) return false;
    if (wanted === undefined && known?.serving) {
      this.#log.error({ deployment: name }, 'its current file is gone or empty: serving on');
      known.wanted = undefined;
      return false;
    }
    // No version of it was ever activated: it is not deployed, which is nobody's fault.
    if (wanted === undefined && problem === undefined) return this.#deployments.delete(name);
    if (problem !== undefined) this.#log.error({ deployment: name, problem }, 'deployment refused');
    this.#deployments.set(name, {
      serving: known?.serving,
      wanted,
      problem,
      loading: wanted !== undefined,
    });
    return wanted !== undefined || !known;
  }

  /** Loads, proves, switches, releases. The old version answers until the new one has proved itself. */
  async #activate(name: string, version: string): Promise<void> {
    const deployment = this.#deployments.get(name);
    if (!deployment || deployment.serving?.version === version) {
      if (deployment) deployment.loading = false;
      return;
    }
    const old = deployment.serving;
    const start = performance.now();
    try {
      const release = await this.#repository.release(name, version);
      await this.#pool.load(release);
      try {
        await reproduceGolden(release, this.#pool);
      } catch (error) {
        await this.#pool.unload(release);
        throw error;
      }
      deployment.serving = release;
      deployment.problem = undefined;
      const ms = Math.round(performance.now() - start);
      const golden = release.manifest.golden.length;
      this.#log.info({ deployment: name, version, ms, golden, was: old?.version }, 'in service');
      if (old) this.#release(old);
    } catch (err) {
      // Callers see it on /readyz: what nobody foresaw says nothing of itself there.
      deployment.problem =
        err instanceof ModelError ? err.message : 'it could not be loaded, see the log';
      this.#log.error(
        { deployment: name, version, err, serving: old?.version },
        'a version could not be put into service',
      );
    } finally {
      deployment.loading = false;
      this.emit('change');
    }
  }

  #release(release: Release): void {
    this.#pool.unload(release).catch((err: unknown) => {
      this.#log.error({ err }, 'a version could not be unloaded');
    });
  }
}
