import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { EaselError } from '@easel/errors';
import { ModelError, type Entry, type Repository } from '@easel/models';
import type { Logger } from '@easel/platform';
import { inference } from '@easel/rpc';
import type { LanePool } from '../lanes/lane-pool.js';
import type { ReleaseKey } from '../lanes/protocol.js';
import { ActivationRefused } from './activation-refused.js';
import { candidate } from './candidate.js';
import { Deployment, type Serving } from './deployment.js';
import { Guests } from './guests.js';
import { InTurn } from './in-turn.js';
import { prove, type Proving } from './prove.js';
import type { Tuner } from '../tuning/tuner.js';

const reasons = inference.RefusalReason;

/** How soon a changed `current` is noticed. A few small reads a deployment: cheaper than being clever. */
const LOOK_EVERY_MS = 500;

export interface DeploymentsParts {
  repository: Repository;
  pool: LanePool;
  tuner: Tuner;
  log: Logger;
  /** Milliseconds for which a guest stays after its last picture, where a test cannot wait. */
  leavesMs?: number;
}

/**
 * Serves what the repository's `current` files name, and follows them while it runs. Asked for another version, it
 * writes `current` itself.
 */
export class Deployments extends EventEmitter<{ change: [] }> {
  readonly #repository: Repository;
  readonly #pool: LanePool;
  readonly #log: Logger;
  readonly #proving: Proving;
  readonly #guests: Guests;
  readonly #deployments = new Map<string, Deployment>();
  readonly #stopped = new AbortController();
  /** False until every deployment was looked at once. */
  #settled = false;
  /** Why the repository could not be read last time, said once. */
  #unreadable = '';
  /** One version is loaded at a time: memory holds what it replaces beside it. */
  readonly #loads = new InTurn();
  /** What is read off the folder and taken down is one step, and what is written and switched to another. */
  readonly #folder = new InTurn();
  /** Releases that a new lane could not load; each key is used once. */
  readonly #lost = new Set<ReleaseKey>();

  constructor(parts: DeploymentsParts) {
    super();
    this.#repository = parts.repository;
    this.#pool = parts.pool;
    this.#log = parts.log;
    const unload = (key: ReleaseKey) => this.#unload(key);
    this.#proving = { ...parts, unload };
    this.#guests = new Guests({ ...parts, bring: this.#bringGuest, unload });
    this.#pool.on('lost', this.#lose);
    void this.#follow();
  }

  /** Every deployment there is, for whoever watches. */
  table(): inference.Deployment[] {
    return [...this.#deployments.values()].map(({ row }) => row);
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
    if (deployment?.activated)
      throw EaselError.unavailable(`${name} could not be loaded, see the log`, 60);
    throw new EaselError(336001, `no deployment is called ${name}`);
  }

  /**
   * The release that answers for a version of a deployment; for whichever is in service where that is empty.
   * @throws EaselError 336001 or 336100
   */
  answering(name: string, version: string): Serving {
    const serving = this.serving(name);
    if (version === '') return serving;
    if (version !== serving.release.version) return this.#guests.answering(name, version);
    this.#guests.want(name, version);
    return serving;
  }

  /**
   * Puts a version into service, and writes `current` once it has proved itself. Whoever asks for the one that is on
   * its way joins that.
   * @throws ActivationRefused; then everything is as it was.
   */
  async activate(asked: inference.ActivateRequest): Promise<inference.Activated> {
    const { deployment: name, version } = asked;
    const deployment = await this.#folder.run(async () =>
      this.#note(await candidate(this.#repository, asked)),
    );
    const { loading } = deployment;
    if (loading && loading.version !== version)
      throw new ActivationRefused(
        reasons.REFUSAL_REASON_BUSY,
        `version ${loading.version} of ${name} has been loading since ${new Date(loading.sinceMs).toISOString()}`,
      );
    return loading?.done ?? this.#begin(deployment, version, asked.actor);
  }

  stop(): void {
    this.#stopped.abort();
    this.#pool.off('lost', this.#lose);
    this.#guests.close();
  }

  async #follow(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      try {
        await this.#folder.run(() => this.#look());
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
        this.#guests.drop(name);
        this.#log.info({ deployment: name }, 'deployment removed');
        if (serving) this.#unload(serving.key);
      }
    for (const entry of entries) {
      const deployment = this.#note(entry);
      const { due } = deployment;
      // What fails is said in the log and tried again.
      if (due !== undefined) this.#begin(deployment, due).catch(() => undefined);
    }
    if (!this.#settled || JSON.stringify(this.table()) !== before) {
      this.#settled = true;
      this.emit('change');
    }
  }

  #note(entry: Entry): Deployment {
    const { deployment: name } = entry;
    const deployment = this.#deployments.get(name) ?? new Deployment(name);
    this.#deployments.set(name, deployment);
    const problem = deployment.note(entry);
    if (problem !== undefined)
      this.#log.error(
        { deployment: name, problem, serving: deployment.version },
        'deployment refused',
      );
    return deployment;
  }

  /** @param actor who asked for it; undefined where `current` names it. */
  #begin(deployment: Deployment, version: string, actor?: string): Promise<inference.Activated> {
    const done = this.#loads
      .run(() => this.#bring(deployment, version, actor))
      .finally(() => {
        deployment.loading = undefined;
        this.emit('change');
      });
    deployment.loading = { version, sinceMs: Date.now(), done };
    this.emit('change');
    return done;
  }

  /** Loads, proves, writes, switches, releases. The old version answers until the new one has proved itself. */
  async #bring(
    deployment: Deployment,
    version: string,
    actor?: string,
  ): Promise<inference.Activated> {
    const { name } = deployment;
    const begun = performance.now();
    const known = { deployment: name, version, ...(actor !== undefined && { actor }) };
    try {
      const here = deployment.version === version ? deployment.serving : undefined;
      const next =
        here ?? this.#promoted(name, version) ?? (await prove(this.#proving, name, version));
      const previous = deployment.version ?? '';
      const was = await this.#switch(deployment, next, actor !== undefined);
      if (was && !this.#guests.adopt(was)) this.#unload(was.key);
      const tookMs = Math.round(performance.now() - begun);
      const already = here !== undefined;
      this.#log.info({ ...known, ms: tookMs, was: previous, already }, 'in service');
      return { already, previous, tookMs };
    } catch (err) {
      const refused = ActivationRefused.from(err);
      if (actor === undefined) deployment.postpone(refused.message);
      else deployment.refuse(version, refused);
      this.#log.error(
        { ...known, err, serving: deployment.version },
        'a version could not be put into service',
      );
      throw refused;
    }
  }

  /** A guest has proved itself already. */
  #promoted(name: string, version: string): Serving | undefined {
    const guest = this.#guests.take(name, version);
    return guest && { ...guest, sinceMs: Date.now() };
  }

  readonly #bringGuest = async (name: string, version: string): Promise<Serving | undefined> => {
    await candidate(this.#repository, { deployment: name, version });
    return this.#loads.run(async () => {
      if (this.#deployments.get(name)?.version === version) return undefined;
      const guest = await prove(this.#proving, name, version);
      if (!this.#lost.has(guest.key)) return guest;
      this.#unload(guest.key);
      throw lost();
    });
  };

  /**
   * Gives the traffic to a version that has proved itself, unless it may not have it any more.
   * @param write whether `current` is to name it from now on.
   * @returns what answered before.
   * @throws ActivationRefused
   */
  #switch(deployment: Deployment, next: Serving, write: boolean): Promise<Serving | undefined> {
    // Nobody looks at the folder between the writing of `current` and the switch.
    return this.#folder.run(async () => {
      try {
        this.#requireFit(deployment, next);
        if (write) await this.#write(deployment, next.release.version);
        return deployment.switchTo(next);
      } catch (error) {
        if (deployment.serving !== next) this.#unload(next.key);
        throw error;
      }
    });
  }

  /** @throws ActivationRefused where too much has changed since it was loaded. */
  #requireFit(deployment: Deployment, { key }: Serving): void {
    const { name } = deployment;
    if (this.#stopped.signal.aborted)
      throw new ActivationRefused(reasons.REFUSAL_REASON_UNAVAILABLE, 'inference is stopping');
    if (this.#lost.has(key)) throw lost();
    if (this.#deployments.get(name) !== deployment)
      // one that came back is another
      throw new ActivationRefused(
        reasons.REFUSAL_REASON_NO_DEPLOYMENT,
        `${name} was removed meanwhile`,
      );
  }

  /** @throws ActivationRefused when `current` cannot be written; it is then what it was. */
  async #write(deployment: Deployment, version: string): Promise<void> {
    const { name } = deployment;
    try {
      if ((await this.#repository.current(name)) !== version)
        await this.#repository.activate(name, version);
    } catch (cause) {
      const { code = 'failed' } = cause as NodeJS.ErrnoException;
      throw new ActivationRefused(
        reasons.REFUSAL_REASON_NOT_WRITTEN,
        `models/${name}/current cannot be written (${code})`,
        { cause },
      );
    }
    deployment.want(version);
  }

  /** A lane that was started anew could not load it: it answers no more, until it can be loaded again. */
  readonly #lose = (key: ReleaseKey, err: Error): void => {
    this.#lost.add(key);
    this.#guests.lose(key);
    for (const deployment of this.#deployments.values()) {
      if (deployment.serving?.key !== key) continue;
      const { name } = deployment;
      this.#log.error({ deployment: name, err }, 'a version in service cannot be loaded any more');
      deployment.lose(err instanceof ModelError ? err.message : 'it is lost, see the log');
      this.#unload(key);
      this.emit('change');
    }
  };

  #unload(key: ReleaseKey): void {
    this.#pool.unload(key).catch((err: unknown) => {
      this.#log.error({ err }, 'a version could not be unloaded');
    });
  }
}

const lost = () =>
  new ActivationRefused(
    reasons.REFUSAL_REASON_UNAVAILABLE,
    'a lane that was started anew could not load it',
  );
