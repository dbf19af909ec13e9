import { EaselError } from '@easel/errors';
import type { InferenceClient } from '../inference/inference-client.js';
import type { LogIds } from '../log-id.js';
import { canaryPicture } from './canary-picture.js';

const DEADLINE_MS = 5000;

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
  readonly #timer: NodeJS.Timeout;
  readonly everyMs: number;

  constructor(
    inference: Pick<InferenceClient, 'classify' | 'deployments'>,
    logIds: LogIds,
    everyMs: number,
  ) {
    this.#inference = inference;
    this.#logIds = logIds;
    this.everyMs = everyMs;
    this.#timer = setInterval(() => this.#sendAll(), everyMs);
    inference.deployments.onChange(() => this.#sendAll());
  }

  /** The last sighting of this very version. */
  of(deployment: string, version: string): Sighting | undefined {
    return this.#sightings.get(key(deployment, version));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #sendAll() {
    const deployments = this.#inference.deployments.list();
    const present = new Set(deployments.map(({ name, version }) => key(name, version)));
    for (const known of this.#sightings.keys())
      if (!present.has(known)) this.#sightings.delete(known);
    for (const { name, version } of deployments) void this.#send(name, version);
  }

  async #send(deployment: string, version: string) {
    const begun = performance.now();
    const problem = await this.#inference
      .classify(
        {
          deployment,
          image: canaryPicture,
          topNum: 1,
          logId: this.#logIds.next(),
          deadline: begun + DEADLINE_MS,
        },
        new AbortController().signal,
      )
      .then(
        () => undefined,
        (thrown: unknown) => EaselError.from(thrown).message,
      );
    const at = Date.now();
    const lastOk = problem === undefined ? at : this.of(deployment, version)?.lastOk;
    this.#sightings.set(key(deployment, version), {
      ok: problem === undefined,
      at,
      ms: Math.round(performance.now() - begun),
      ...(problem !== undefined && { problem }),
      ...(lastOk !== undefined && { lastOk }),
    });
  }
}

const key = (deployment: string, version: string) => `${deployment}/${version}`;
