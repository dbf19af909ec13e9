import type { Readiness } from '@easel/contract';
import { setTimeout as sleep } from 'node:timers/promises';
import { activate } from '../commands/activate.js';
import { isUncovered } from '../commands/license-state.js';
import type { Door } from '../door.js';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import type { Ground } from './ground.js';
import { stackDoor } from './stack-door.js';
import type { Stack } from './stack.js';

/** Milliseconds between two looks at what is coming up. */
const LOOK_EVERY = 200;
/** Milliseconds after which containers that do not answer are given up. */
const COMES_UP_WITHIN = 120_000;
/** Times that nobody answers, after which nobody is there. */
const MISSES = 3;
/** Milliseconds after which a version that was switched to and is not seen to answer is given up. */
const ANSWERS_WITHIN = 60_000;

/** A deployment whose containers run, as its operator: whoever may drive Docker may be that. */
export class Live {
  readonly #ground: Ground;
  readonly #stack: Stack;
  #door: Door | undefined;

  constructor(ground: Ground, stack: Stack) {
    this.#ground = ground;
    this.#stack = stack;
  }

  get door(): Door {
    return (this.#door ??= stackDoor(this.#ground, this.#stack));
  }

  /**
   * Until the operators' door answers and inference has loaded what `current` names, or could not: while it loads one
   * version it takes on no other. It ends a load itself that takes too long.
   * @throws Failure where nobody answers.
   */
  async comesUp(): Promise<void> {
    let until = performance.now() + COMES_UP_WITHIN;
    let told = '';
    let last: unknown;
    while (performance.now() < until) {
      try {
        const loading = await this.#loading();
        if (loading === null) return;
        if (loading !== undefined) {
          told = this.#tellOfLoading(loading, told);
          until = performance.now() + COMES_UP_WITHIN;
        }
      } catch (error) {
        last = error;
        this.#door = undefined;
      }
      await sleep(LOOK_EVERY);
    }
    throw new Failure(exits.outOfReach, messages.notUp(this.#stack.name), { cause: last });
  }

  /**
   * Until no version is on its way into service: inference goes on with one that was asked for, though whoever asked is
   * gone. Where nobody answers there is nothing to wait for.
   */
  async settles(): Promise<void> {
    let told = '';
    for (let misses = 0; misses < MISSES;) {
      const loading = await this.#loading().catch(() => undefined);
      if (loading === null) return;
      told = this.#tellOfLoading(loading, told);
      misses = loading === undefined ? misses + 1 : 0;
      await sleep(LOOK_EVERY);
    }
  }

  /** Puts a version into service. @throws Failure saying why it was refused; everything is then as it was. */
  async activate(version: string): Promise<void> {
    const wish = { deployment: this.#stack.name, version };
    await activate({ door: this.door, terminal: this.#ground.terminal.step() }, wish);
  }

  /**
   * Until this version is seen to answer; where no licence is in force for it nobody can classify, and it is enough
   * that inference serves it.
   * @throws Failure with what stands in the way.
   */
  async answers(version: string): Promise<void> {
    const until = performance.now() + ANSWERS_WITHIN;
    let why = '';
    let told = '';
    while (performance.now() < until) {
      const readiness = await this.readiness();
      const deployment = this.#of(readiness);
      const serves = deployment?.state === 'serving' && deployment.version === version;
      if (serves && (readiness?.license.in_force === false || deployment.canary?.ok === true))
        return;
      if (serves && deployment.canary?.ok === false && (await this.#isUncovered())) {
        this.#ground.terminal.note(messages.notCovered(this.#stack.name));
        return;
      }
      const failed = deployment?.state === 'failed' ? (deployment.problem ?? '') : '';
      // Inference tries again by itself, since disks fill and memory runs short for passing reasons.
      if (failed !== '' && failed !== told)
        this.#ground.terminal.note(messages.notLoadedYet(version, failed));
      told ||= failed;
      why =
        deployment?.canary?.problem ?? deployment?.problem ?? readiness?.reasons.join('; ') ?? '';
      await sleep(LOOK_EVERY);
    }
    throw new Failure(exits.refused, messages.notSeenToAnswer(this.#stack.name, version, why));
  }

  /** Whether some version answers callers now; or would, with a licence. */
  async serves(): Promise<boolean> {
    const readiness = await this.readiness(1000);
    return this.#of(readiness)?.state === 'serving';
  }

  /** Undefined where nobody answers. @param patience milliseconds */
  async readiness(patience = 5000): Promise<Readiness | undefined> {
    try {
      const response = await fetch(`${this.#stack.callersUrl}/readyz`, {
        signal: AbortSignal.timeout(patience),
      });
      return (await response.json()) as Readiness;
    } catch {
      return undefined;
    }
  }

  /** The version on its way into service; null where there is none, undefined where inference is out of reach. */
  async #loading(): Promise<string | null | undefined> {
    const { reachable, deployments } = await this.door.ask((client) => client.deployments());
    if (!reachable) return undefined;
    return deployments.find(({ name }) => name === this.#stack.name)?.loading?.version ?? null;
  }

  /** Once a version. @returns the one that was told of last. */
  #tellOfLoading(loading: string | undefined, told: string): string {
    if (loading === undefined || loading === told) return told;
    this.#ground.terminal.note(messages.waitsForLoading(loading));
    return loading;
  }

  async #isUncovered(): Promise<boolean> {
    const status = await this.door.ask((client) => client.license()).catch(() => undefined);
    return status !== undefined && isUncovered(status, this.#stack.name);
  }

  #of(readiness: Readiness | undefined) {
    return readiness?.deployments.find(({ name }) => name === this.#stack.name);
  }
}
