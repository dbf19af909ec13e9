import type { Entry, Release } from '@easel/models';
import { inference } from '@easel/rpc';
import { monotonicMs, type ReleaseKey } from '../lanes/protocol.js';
import type { ActivationRefused } from './activation-refused.js';

const {
  DEPLOYMENT_STATE_LOADING,
  DEPLOYMENT_STATE_SERVING,
  DEPLOYMENT_STATE_FAILED,
  DEPLOYMENT_STATE_IDLE,
} = inference.DeploymentState;

/** A version that could not be loaded is tried again, since disks fill and lanes are killed for passing reasons. */
const RETRY_MS = { first: 5_000, most: 600_000 };

const never = { at: Infinity, pauseMs: RETRY_MS.first };
const atOnce = { at: 0, pauseMs: RETRY_MS.first };

/** A release that answers, and its key in the lanes. */
export interface Serving {
  release: Release;
  key: ReleaseKey;
  /** How it is run; undefined where nothing is known of it. */
  tuning: inference.Tuning | undefined;
  /** When it took the traffic, milliseconds since 1970. */
  sinceMs: number;
}

/** A version on its way into service. */
interface Loading {
  version: string;
  /** Milliseconds since 1970. */
  sinceMs: number;
  /** What becomes of it. */
  done: Promise<inference.Activated>;
}

/** What is known of one deployment: what its folder says, what answers, what is on its way. */
export class Deployment {
  readonly name: string;
  /** Stays while another version loads, or fails to. */
  serving: Serving | undefined;
  loading: Loading | undefined;
  /** What `current` said and when it was written, or why it was refused: how a change is told. */
  #mark = '';
  /** The version that `current` names; undefined where none was ever activated, or none can be. */
  #wanted: string | undefined;
  /** Why that one is not in service. */
  #problem: string | undefined;
  #retry = never;
  /** The last version that was asked for in vain. */
  #refused: inference.Refused | undefined;
  #versions: string[] = [];

  constructor(name: string) {
    this.name = name;
  }

  get version(): string | undefined {
    return this.serving?.release.version;
  }

  /** Whether somebody activated it once, be it that it cannot be served now. */
  get activated(): boolean {
    return this.#wanted !== undefined || this.#problem !== undefined;
  }

  /** As those who watch see it. */
  get row(): inference.Deployment {
    const { serving, loading } = this;
    return {
      name: this.name,
      version: serving?.release.version ?? '',
      state: this.#state,
      problem: this.#problem ?? '',
      classes: serving?.release.labels.length ?? 0,
      tuning: serving?.tuning,
      loading: loading && { version: loading.version, sinceMs: loading.sinceMs },
      refused: this.#refused,
      versions: this.#versions,
      servingSinceMs: serving?.sinceMs ?? 0,
    };
  }

  get #state(): inference.DeploymentState {
    if (this.serving) return DEPLOYMENT_STATE_SERVING;
    if (this.loading) return DEPLOYMENT_STATE_LOADING;
    return this.activated ? DEPLOYMENT_STATE_FAILED : DEPLOYMENT_STATE_IDLE;
  }

  /** The version to load now, if there is one. */
  get due(): string | undefined {
    const there = this.loading !== undefined || this.#wanted === this.version;
    return there || this.#retry.at > monotonicMs() ? undefined : this.#wanted;
  }

  /** Takes down what its folder says. @returns what is wrong with it, when that is news. */
  note({ current, activatedAt, versions, problem }: Entry): string | undefined {
    this.#versions = versions;
    const mark = problem ?? `${current ?? ''} ${activatedAt}`;
    if (this.#mark === mark) return undefined;
    this.#mark = mark;
    if (this.serving && (problem !== undefined || current === undefined)) {
      this.#retry = never; // it serves on what it had
      this.#problem = problem ?? 'its current file is gone';
      return this.#problem;
    }
    this.#wanted = problem === undefined ? current : undefined;
    this.#problem = problem;
    this.#retry = atOnce;
    return problem;
  }

  /** `current` was written here, and names this one. */
  want(version: string): void {
    this.#wanted = version;
  }

  /** From now on `next` answers. @returns what did before, to be given back. */
  switchTo(next: Serving): Serving | undefined {
    const was = this.serving;
    this.serving = next;
    this.#problem = undefined;
    this.#refused = undefined;
    this.#retry = atOnce; // where `current` names another by now
    return was === next ? undefined : was;
  }

  /** A version that was asked for in vain leaves all as it was, but is remembered for those who did not wait. */
  refuse(version: string, { reason, message }: ActivationRefused): void {
    this.#refused = { version, reason, detail: message, atMs: Date.now() };
  }

  /** The version that `current` names failed: another try later. Callers see the reason on /readyz. */
  postpone(problem: string): void {
    const { pauseMs } = this.#retry;
    this.#problem = problem;
    this.#retry = { at: monotonicMs() + pauseMs, pauseMs: Math.min(pauseMs * 2, RETRY_MS.most) };
  }

  /** What answered is in no lane any more. */
  lose(problem: string): void {
    this.serving = undefined;
    this.#retry = atOnce;
    this.postpone(problem);
  }
}
