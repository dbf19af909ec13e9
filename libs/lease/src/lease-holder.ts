import { randomBytes } from 'node:crypto';
import { EaselError } from '@easel/errors';
import { LicenseError, type License, type Observation, type Trust } from '@easel/license';
import type { Logger } from '@easel/platform';
import { systemClock, type Clock } from './clock.js';
import { judge, OUT_OF_REACH, type Lease } from './lease.js';
import { LicensingLink } from './licensing-link.js';

export interface LeaseHolderOptions {
  /** Where licensing listens: `unix:/absolute/path` or `HOST:PORT`. */
  address: string;
  holder: 'gateway' | 'inference';
  trust: Trust;
  log: Logger;
  /** This machine as the holder sees it: with it, the holder refuses a token that could not be for this machine. */
  observe?: () => Observation;
  clock?: Clock;
}

/** The lease as operators see it. */
export interface LeaseStatus {
  inForce: boolean;
  /** Why there is none, in a few words. */
  reason?: string;
  /** The customer that the licence names. */
  licensee?: string;
  kind?: License['kind'];
  /** When the licence ends, seconds since 1970; null for one without end. */
  expires?: number | null;
}

/** After no answer, or none that counts. */
const RETRY_MS = 1000;
/** After a refusal: licensing says on its stream when to ask again, this is for when that was lost. */
const REFUSED_MS = 10_000;
/** Between two streams, so that a server which ends each at once is not asked without pause. */
const REWATCH_MS = 250;
/** Between two questions, however short a lease is. */
const SHORTEST_MS = 50;

const nothing = () => undefined;

/** Keeps a lease on this machine's licence, asking licensing again long before it runs out. */
export class LeaseHolder {
  readonly #options: LeaseHolderOptions;
  readonly #clock: Clock;
  readonly #link: LicensingLink;
  readonly #listeners = new Set<(status: LeaseStatus) => void>();

  /** On the monotonic clock; the lease counts before it. */
  #until = -Infinity;
  #covered = new Set<string>();
  #license: License | undefined;
  /** Why there is no lease, from `#until` on. */
  #reason = OUT_OF_REACH;

  /** Whether the last question got an answer that counts: the log tells of changes. */
  #answered = true;
  #asking = false;
  #askAgain = false;
  #closed = false;
  #last = '';
  #stopTimer: () => void = nothing;
  #stopLapse: () => void = nothing;
  #stopWatch: () => void = nothing;

  private constructor(options: LeaseHolderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#link = new LicensingLink(options.address);
  }

  /** Begins to ask, and returns at once: until the first answer there is no lease. */
  static start(options: LeaseHolderOptions): LeaseHolder {
    const holder = new LeaseHolder(options);
    holder.#watch();
    void holder.#ask();
    return holder;
  }

  /**
   * Refuses what the licence does not cover now. On the path of every request: a comparison of two numbers and a
   * look into a set.
   * @throws EaselError 337000 with the reason.
   */
  require(deployment: string): void {
    const current = this.#clock.monotonic() < this.#until;
    if (current && (this.#covered.has(deployment) || this.#covered.has('*'))) return;
    throw new EaselError(
      337000,
      current ? `the licence does not cover ${deployment}` : this.#reason,
    );
  }

  status(): LeaseStatus {
    const inForce = this.#clock.monotonic() < this.#until;
    const license = this.#license && {
      licensee: this.#license.customer,
      kind: this.#license.kind,
      expires: this.#license.exp ?? null,
    };
    return { inForce, ...(!inForce && { reason: this.#reason }), ...license };
  }

  /** Calls `listener` whenever `status()` has changed. Returns how to stop that. */
  onChange(listener: (status: LeaseStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#stopTimer();
    this.#stopLapse();
    this.#stopWatch();
    this.#link.close();
  }

  #watch(): void {
    if (this.#closed) return;
    this.#stopWatch = this.#link.watch(this.#options.holder, {
      change: () => void this.#ask(),
      end: () => {
        if (!this.#closed) this.#stopWatch = this.#clock.after(REWATCH_MS, () => this.#watch());
      },
    });
  }

  /** Asks for a lease now, and sees to it that the next one is asked for in time. */
  async #ask(): Promise<void> {
    this.#askAgain = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    this.#stopTimer();
    const next = await this.#askOnce();
    this.#asking = false;
    if (this.#closed) return;
    this.#announce();
    if (this.#askAgain) return this.#ask();
    this.#stopTimer = this.#clock.after(next, () => void this.#ask());
  }

  /** @returns milliseconds until the next question. */
  async #askOnce(): Promise<number> {
    const { holder, trust, observe, log } = this.#options;
    const nonce = randomBytes(16);
    const asked = this.#clock.monotonic();
    try {
      const reply = await this.#link.ask({ nonce, holder });
      if (!nonce.equals(reply.nonce)) throw new Error('an answer to some other question');
      if (!this.#answered) log.info('licensing answers');
      this.#answered = true;
      if (reply.outcome?.$case !== 'grant')
        return this.#refused(reply.outcome?.value.reason ?? OUT_OF_REACH);
      const grounds = { trust, wall: this.#clock.wall(), observation: observe?.() };
      const lease = judge(reply.outcome.value, grounds);
      return typeof lease === 'string' ? this.#refused(lease) : this.#hold(lease, asked);
    } catch (err) {
      if (err instanceof LicenseError) return this.#refused(err.message);
      if (this.#answered) log.warn({ err }, 'no answer from licensing that counts; asking on');
      this.#answered = false;
      return RETRY_MS;
    }
  }

  #hold(lease: Lease, asked: number): number {
    this.#until = asked + lease.lasts;
    this.#license = lease.license;
    this.#covered = new Set(lease.license.deployments);
    this.#reason = lease.afterwards;
    this.#stopLapse();
    const left = this.#until - this.#clock.monotonic();
    this.#stopLapse = this.#clock.after(Math.max(left, 0) + 1, () => this.#announce());
    return Math.max(lease.lasts / 3, SHORTEST_MS);
  }

  #refused(reason: string): number {
    this.#until = -Infinity;
    this.#reason = reason;
    this.#stopLapse();
    return REFUSED_MS;
  }

  /** Tells the log and the listeners, once for each state. */
  #announce(): void {
    const status = this.status();
    const now = JSON.stringify(status);
    if (now === this.#last) return;
    this.#last = now;
    const { log } = this.#options;
    if (status.inForce) log.info({ license: status }, 'licence in force');
    else log.warn({ license: status }, 'no licence in force');
    for (const listener of this.#listeners) listener(status);
  }
}
