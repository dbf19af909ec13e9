import { EaselError } from '@easel/errors';
import type { InferenceClient } from '@easel/inference-client';
import type { LogIds } from '@easel/platform';
import type { inference } from '@easel/rpc';
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

/** One deployment as the canary knows it, until something of it changes that an answer could hang on. */
interface Watched {
  readonly deployment: inference.Deployment;
  sighting?: Sighting | undefined;
  next?: NodeJS.Timeout;
}

/** Classifies a small picture of its own with every deployment, every few seconds: the only proof that it works. */
export class Canary {
  readonly #inference: Pick<InferenceClient, 'classify' | 'deployments'>;
  readonly #logIds: LogIds;
  readonly #watched = new Map<string, Watched>();
  readonly everyMs: number;
  #reachable = false;
  #closed = false;

  constructor(
    inference: Pick<InferenceClient, 'classify' | 'deployments'>,
    logIds: LogIds,
    everyMs: number,
  ) {
    this.#inference = inference;
    this.#logIds = logIds;
    this.everyMs = everyMs;
    inference.deployments.onChange(() => this.#look());
  }

  /** The last sighting of this very version. */
  of({ name, version }: inference.Deployment): Sighting | undefined {
    const watched = this.#watched.get(name);
    return watched?.deployment.version === version ? watched.sighting : undefined;
  }

  close(): void {
    this.#closed = true;
    for (const { next } of this.#watched.values()) clearTimeout(next);
  }

  /** Forgets who has gone, and asks now who is new or changed, or everyone where inference has come back. */
  #look() {
    const { deployments } = this.#inference;
    const listed = deployments.list();
    const back = deployments.reachable && !this.#reachable;
    this.#reachable = deployments.reachable;
    const names = new Set(listed.map(({ name }) => name));
    for (const [name, { next }] of this.#watched) {
      if (names.has(name)) continue;
      clearTimeout(next);
      this.#watched.delete(name);
    }
    for (const deployment of listed) {
      const { name } = deployment;
      const known = this.#watched.get(name);
      if (known && !back && isSame(known.deployment, deployment)) continue;
      clearTimeout(known?.next);
      const watched = { deployment, sighting: this.of(deployment) };
      this.#watched.set(name, watched);
      void this.#send(watched);
    }
  }

  async #send(watched: Watched) {
    const { ok } = (watched.sighting = await this.#ask(watched));
    if (this.#closed || this.#watched.get(watched.deployment.name) !== watched) return;
    const wait = ok ? this.everyMs : Math.min(SOON_MS, this.everyMs);
    watched.next = setTimeout(() => void this.#send(watched), wait);
  }

  async #ask({ deployment, sighting }: Watched): Promise<Sighting> {
    const begun = performance.now();
    const question = {
      deployment: deployment.name,
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
    const lastOk = problem === undefined ? at : sighting?.lastOk;
    return {
      ok: problem === undefined,
      at,
      ms: Math.round(performance.now() - begun),
      ...(problem !== undefined && { problem }),
      ...(lastOk !== undefined && { lastOk }),
    };
  }
}

/** Whether what one answered the other would answer. */
const isSame = (a: inference.Deployment, b: inference.Deployment): boolean =>
  a.version === b.version && a.state === b.state && a.servingSinceMs === b.servingSinceMs;
