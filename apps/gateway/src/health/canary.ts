import { EaselError } from '@easel/errors';
import type { inference } from '@easel/rpc';
import type { InferenceClient } from '../inference/inference-client.js';
import type { LogIds } from '../log-id.js';
import { canaryPicture } from './canary-picture.js';

const DEADLINE_MS = 5000;
/** After a failure it asks again sooner: nobody should wait for readiness longer than for the model. */
const SOON_MS = 1000;

/** How the built-in picture fared last. */
export interface Sighting {
  ok: boolean;
  /** Milliseconds since 1970. */
  at: number;
  ms: number;
  problem?: string;
  /** When it last went well; milliseconds since 1970. */
  lastOk?: number;
}

/** Classifies a small picture of its own with every deployment, every few seconds: the only proof that it works. */
export class Canary {
  readonly #inference: Pick<InferenceClient, 'classify' | 'deployments'>;
  readonly #logIds: LogIds;
  readonly #sightings = new Map<string, Sighting>();
  readonly #next = new Map<string, NodeJS.Timeout>();
  readonly everyMs: number;
  #closed = false;

  constructor(
    inference: Pick<InferenceClient, 'classify' | 'deployments'>,
    logIds: LogIds,
    everyMs: number,
  ) {
    this.#inference = inference;
    this.#logIds = logIds;
    this.everyMs = everyMs;
    inference.deployments.onChange(() => this.#startAnew());
  }

  /** The last sighting of this very version. */
  of({ name, version }: inference.Deployment): Sighting | undefined {
    return this.#sightings.get(key(name, version));
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#next.values()) clearTimeout(timer);
  }

  /** Forgets who has gone, and asks everyone else now. */
  #startAnew() {
    const deployments = this.#inference.deployments.list();
    const present = new Set(deployments.map(({ name, version }) => key(name, version)));
    for (const [gone, timer] of this.#next) {
      if (present.has(gone)) continue;
      clearTimeout(timer);
      this.#next.delete(gone);
      this.#sightings.delete(gone);
    }
    for (const deployment of deployments) void this.#send(deployment);
  }

  async #send(deployment: inference.Deployment) {
    const problem = await this.#ask(deployment);
    const known = this.#inference.deployments.list();
    const current = known.find(({ name }) => name === deployment.name);
    if (this.#closed || current?.version !== deployment.version) return;
    const it = key(deployment.name, deployment.version);
    clearTimeout(this.#next.get(it));
    const wait = problem === undefined ? this.everyMs : Math.min(SOON_MS, this.everyMs);
    this.#next.set(
      it,
      setTimeout(() => void this.#send(deployment), wait),
    );
  }

  /** Notes how it went. Returns what was wrong. */
  async #ask({ name: deployment, version }: inference.Deployment): Promise<string | undefined> {
    const begun = performance.now();
    const question = {
      deployment,
      image: canaryPicture,
      topNum: 1,
      logId: this.#logIds.next(),
      deadline: begun + DEADLINE_MS,
    };
    const problem = await this.#inference.classify(question, new AbortController().signal).then(
      () => undefined,
      (thrown: unknown) => EaselError.from(thrown).message,
    );
    const at = Date.now();
    const ms = Math.round(performance.now() - begun);
    const it = key(deployment, version);
    const lastOk = problem === undefined ? at : this.#sightings.get(it)?.lastOk;
    this.#sightings.set(it, {
      ok: problem === undefined,
      at,
      ms,
      ...(problem !== undefined && { problem }),
      ...(lastOk !== undefined && { lastOk }),
    });
    return problem;
  }
}

const key = (deployment: string, version: string) => `${deployment}/${version}`;
